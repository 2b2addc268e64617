import { expect, test } from 'vitest'
import { inPortal } from '#lib/db/in-portal.ts'
import { markUninstalled } from '#lib/portals/mark-uninstalled.ts'
import { countRefused } from '#lib/receipts/count-refused.ts'
import { listPortalTables } from '#lib/uninstall/list-portal-tables.ts'
import { lifeOf } from '../../support/core-life.ts'
import { runCore } from '../../support/start-core.ts'

const core = runCore()

const refusedOf = (portalId: string) =>
  core().sql('select unproved from refused_hints where portal_id = $1', [portalId])

test('refusals that were counted for a portal before its uninstall leave no row after it', async () => {
  const [gone, other] = [await lifeOf(core(), 1220), await lifeOf(core(), 1220)]
  await core().sql(`select set_config('app.portals', $1, false)`, [`${gone.portalId},${other.portalId}`])
  await core().sql(`update installation set uninstall_clean = false where portal_id = $1`, [gone.portalId])
  const [row] = await core().sql<{ version: number }>(
    'select token_version::int as version from installation where portal_id = $1',
    [gone.portalId],
  )
  // They are written a second later, one portal after the other.
  countRefused(gone.portalId, 'unproved')
  countRefused(other.portalId, 'unproved')
  const known = { portalId: gone.portalId, tokenVersion: row?.version ?? -1 }
  expect(await markUninstalled(known, false, new Date())).toBe(true)
  await gone.lookWhileDue()
  await core().sql(`select set_config('app.portals', $1, false)`, [`${gone.portalId},${other.portalId}`])
  await expect.poll(() => refusedOf(other.portalId)).toEqual([{ unproved: 1 }])
  expect(await refusedOf(gone.portalId)).toEqual([])
})

test('what is counted of items is emptied after them: whoever installs anew in between has counts that are right', async () => {
  const { portalId } = await lifeOf(core(), 1220)
  const tables = (await inPortal(portalId, (tx) => listPortalTables(tx, 'emptied'))).map(({ sql }) => sql)
  expect(tables.indexOf('"feed_count"')).toBeGreaterThan(tables.indexOf('"feed_item"'))
  expect(tables).toContain('"feed_item"')
})

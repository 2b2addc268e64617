import { expect, test } from 'vitest'
import { recordItems } from '#lib/feed/record-items.ts'
import { acquireLease } from '#lib/feed-head/acquire-lease.ts'
import { newId } from '#lib/platform/ids.ts'
import { markUninstalled } from '#lib/portals/mark-uninstalled.ts'
import { storeReceipts } from '#lib/receipts/store-receipts.ts'
import { installCore, runCore } from '../../support/start-core.ts'

const core = runCore()

test.each([
  ['with', true],
  ['without', false],
])(
  'an uninstall %s "delete data" that is proved only after the app was installed anew deletes nothing',
  async (_, clean) => {
    const portal = await installCore(core(), 1220)
    const { portalId } = portal
    const installation = async () =>
      (await core().sql(`select status::text, token_version from installation where portal_id = $1`, [portalId]))[0]
    await core().sql(`update installation set uninstall_clean = $2 where portal_id = $1`, [portalId, clean])
    const asked = { portalId, tokenVersion: (await installation())?.token_version }
    await portal.heal()
    const anew = { portalId, tokenVersion: asked.tokenVersion + 1 }
    expect(await markUninstalled(asked, clean, new Date())).toBe(false)
    expect(await installation()).toEqual({ status: 'ACTIVE', token_version: anew.tokenVersion })
    // Announced again, of what is installed now.
    await core().sql(`update installation set uninstall_clean = $2 where portal_id = $1`, [portalId, clean])
    expect(await markUninstalled(anew, clean, new Date())).toBe(true)
    expect(await installation()).toEqual({ status: 'UNINSTALLED', token_version: anew.tokenVersion })
    // What was proved to another look at the same time does not change what is deleted.
    expect(await markUninstalled(anew, !clean, new Date())).toBe(false)
  },
)

test('what was under way when an uninstall was proved writes nothing any more', async () => {
  const { portalId, proveSender } = await installCore(core(), 1220)
  const sender = await proveSender()
  const claim = await acquireLease(portalId, newId())
  await core().sql(`update installation set uninstall_clean = false where portal_id = $1`, [portalId])
  const [asked] = await core().sql(`select token_version from installation where portal_id = $1`, [portalId])
  await markUninstalled({ portalId, tokenVersion: asked?.token_version }, false, new Date())
  const hint = { ...sender, id: newId(), change: 'add', entityTypeId: 1220, itemId: 1, actor: 'person' } as const
  await storeReceipts([{ ...hint, sentAt: null, receivedAt: new Date() }])
  const settle = () => {
    throw new Error('recorded')
  }
  expect(
    await recordItems({ lease: { portalId, epoch: claim?.epoch ?? -1n }, items: [], now: new Date(), settle }),
  ).toBeNull()
  expect(await core().sql(`select from event_delivery where portal_id = $1`, [portalId])).toEqual([])
})

import { beforeEach, describe, expect, test } from 'vitest'
import { db } from '#lib/db/client.ts'
import { inPortal } from '#lib/db/in-portal.ts'
import { listPortalsToRing } from '#lib/notify/list-portals-to-ring.ts'
import { type NotifySettings, silentSettings } from '#lib/notify/notify-rule.ts'
import { planBells } from '#lib/notify/plan-bells.ts'
import { readDueBells } from '#lib/notify/read-due-bells.ts'
import { newId } from '#lib/platform/ids.ts'
import { savePreferences } from '#lib/preferences/save-preferences.ts'
import { runDatabase } from '../../support/run-database.ts'
import { anything } from './anything.ts'

const now = new Date('2026-11-24T12:00:00Z')
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000)
const [open, closed] = [147n, 1220n]
let portalId: string

runDatabase()

beforeEach(async () => {
  portalId = newId()
  await db().portal.create({
    data: { id: portalId, memberId: portalId, domain: 'd', clientEndpoint: 'https://d/rest' },
  })
  await inPortal(portalId, async (tx) => {
    const installation = { status: 'ACTIVE', scope: 'crm,im', serverEndpoint: 's', verifiedAt: now } as const
    await tx.installation.create({ data: { portalId, ...installation } })
    await tx.feedHead.create({ data: { portalId, headRevision: 0n } })
    const from = { baselineItemId: 0n, checkpointItemId: 0n }
    await tx.watch.create({ data: { portalId, entityTypeId: open, title: 'Visits', visibility: 'PORTAL', ...from } })
    await tx.watch.create({ data: { portalId, entityTypeId: closed, title: 'Claims', ...from } })
  })
})

async function wish(userId: number, settings: Partial<NotifySettings> = {}): Promise<void> {
  const notify = { ...silentSettings, bell: true, rules: [anything], ...settings }
  const data = { preferences: JSON.parse(JSON.stringify({ notify })) }
  const where = { portalId_userId: { portalId, userId: BigInt(userId) } }
  await inPortal(portalId, (tx) =>
    tx.viewerState.upsert({ where, create: { portalId, userId: BigInt(userId), ...data }, update: data }),
  )
}

type Made = { readonly createdById?: number; readonly createdAt?: Date; readonly actor?: 'PERSON' | 'AUTOMATION' }

/** Records an item as the next revision. */
async function add(entityTypeId: bigint, itemId: number, made: Made = {}): Promise<void> {
  const { createdById = 1, createdAt = now, actor = 'PERSON' } = made
  await inPortal(portalId, async (tx) => {
    const { headRevision } = await tx.feedHead.update({
      where: { portalId },
      data: { headRevision: { increment: 1 } },
    })
    await tx.feedItem.create({
      data: {
        ...{ portalId, entityTypeId, itemId: BigInt(itemId), revision: headRevision, position: headRevision },
        ...({ source: 'EVENT', actor, title: `Item ${itemId}`, receivedAt: now } as const),
        ...{ createdAt, createdById: BigInt(createdById) },
      },
    })
  })
}

const bells = () =>
  inPortal(portalId, async (tx) => {
    const rows = await tx.bell.findMany({ where: { portalId }, orderBy: [{ userId: 'asc' }, { itemId: 'asc' }] })
    return rows.map(({ userId, itemId }) => [Number(userId), Number(itemId)])
  })
const due = async (at = now) =>
  (await inPortal(portalId, (tx) => readDueBells(tx, portalId, at))).map(({ userId, itemId }) => [userId, itemId])
const isListed = async (at = now) => (await listPortalsToRing(at)).includes(portalId)

describe('bells', () => {
  test('are planned for what comes after somebody wished for them, each once', async () => {
    await add(open, 1)
    expect(await isListed()).toBe(false)
    await wish(7)
    expect(await isListed()).toBe(true)
    expect(await planBells(portalId, now)).toBe(false)
    expect([await bells(), await isListed()]).toEqual([[], false])
    await add(open, 2)
    expect(await isListed()).toBe(true)
    await planBells(portalId, now)
    await planBells(portalId, now)
    expect(await bells()).toEqual([[7, 2]])
  })

  test('are planned for the very next item, though no worker has looked since the wish was saved', async () => {
    await add(open, 1)
    const viewer = { portalId, userId: 7 }
    await savePreferences(viewer, { notify: { ...silentSettings, bell: true, rules: [anything] } })
    await add(open, 2)
    await savePreferences(viewer, {
      notify: { ...silentSettings, bell: true, rules: [{ ...anything, words: 'item' }] },
    })
    expect(await isListed()).toBe(true)
    await planBells(portalId, now)
    expect(await bells()).toEqual([[7, 2]])
  })

  test('promise 3: are never planned for an item of a type under CRM rights', async () => {
    await wish(7)
    await planBells(portalId, now)
    await add(closed, 1)
    await add(open, 2)
    await planBells(portalId, now)
    expect(await bells()).toEqual([[7, 2]])
  })

  test('are not planned for history, nor for what the viewer made', async () => {
    await wish(7)
    await wish(9)
    await planBells(portalId, now)
    await add(open, 1, { createdAt: ago(25 * 60) })
    await add(open, 2, { createdById: 7 })
    await planBells(portalId, now)
    expect(await bells()).toEqual([[9, 2]])
  })

  test('are planned for the person in whose name a robot made an item', async () => {
    await wish(7)
    await planBells(portalId, now)
    await add(open, 1, { createdById: 7, actor: 'AUTOMATION' })
    await planBells(portalId, now)
    expect(await bells()).toEqual([[7, 1]])
  })

  test('of a crowd of items are planned in portions', async () => {
    await wish(7)
    await planBells(portalId, now)
    for (let id = 1; id <= 501; id += 1) await add(open, id)
    expect(await planBells(portalId, now)).toBe(true)
    expect(await planBells(portalId, now)).toBe(false)
    expect(await bells()).toHaveLength(501)
  })

  test('are due at once, but at most once a minute for a viewer', async () => {
    await wish(7)
    await planBells(portalId, now)
    await add(open, 1)
    await planBells(portalId, now)
    expect(await isListed()).toBe(true)
    expect(await due()).toEqual([[7, 1]])
    await inPortal(portalId, (tx) => tx.bell.updateMany({ where: { portalId }, data: { rungAt: now } }))
    await add(open, 2)
    await planBells(portalId, now)
    expect(await due()).toEqual([])
    expect(await due(new Date(now.getTime() + 60_001))).toEqual([[7, 2]])
  })

  test('wait for the end of quiet hours, and for the full hour of a summary', async () => {
    await wish(7, { quiet: { from: '11:00', to: '13:30', zone: 'UTC' } })
    await wish(9, { digest: true })
    await planBells(portalId, now)
    await add(open, 1)
    await planBells(portalId, now)
    expect(await due(new Date('2026-11-24T12:59:59Z'))).toEqual([])
    expect(await due(new Date('2026-11-24T13:00:00Z'))).toEqual([[9, 1]])
    expect(await due(new Date('2026-11-24T13:30:00Z'))).toEqual([
      [7, 1],
      [9, 1],
    ])
  })

  test('are forgotten when the item goes, when its type is closed, and after a day', async () => {
    await wish(7)
    await planBells(portalId, now)
    for (const id of [1, 2]) await add(open, id)
    await planBells(portalId, now)
    await inPortal(portalId, (tx) =>
      tx.feedItem.updateMany({ where: { portalId, itemId: 1n }, data: { removedAt: now } }),
    )
    expect(await due()).toEqual([[7, 2]])
    await inPortal(portalId, (tx) =>
      tx.watch.updateMany({ where: { portalId, entityTypeId: open }, data: { visibility: 'CRM' } }),
    )
    expect([await due(), await bells()]).toEqual([[], []])
    await inPortal(portalId, (tx) =>
      tx.bell.create({ data: { portalId, userId: 7n, entityTypeId: open, itemId: 9n, dueAt: now, rungAt: now } }),
    )
    await due(new Date(Date.now() + 25 * 3_600_000))
    expect(await bells()).toEqual([])
  })

  test('end with the last who wished for them: who wishes later hears of later items', async () => {
    await wish(7)
    await planBells(portalId, now)
    await wish(7, { bell: false })
    expect(await isListed()).toBe(true)
    await planBells(portalId, now)
    await add(open, 1)
    expect(await isListed()).toBe(false)
    await wish(7)
    await planBells(portalId, now)
    expect(await bells()).toEqual([])
  })

  test('are not looked for where the app may not notify', async () => {
    await wish(7)
    for (const scope of ['crm', 'crm,imopenlines', 'imbot,crm']) {
      await inPortal(portalId, (tx) => tx.installation.update({ where: { portalId }, data: { scope } }))
      expect([scope, await isListed()]).toEqual([scope, false])
    }
    for (const scope of ['im', 'crm,im', 'im,crm', 'crm, im, placement']) {
      await inPortal(portalId, (tx) => tx.installation.update({ where: { portalId }, data: { scope } }))
      expect([scope, await isListed()]).toEqual([scope, true])
    }
  })
})

import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { newId } from '#lib/platform/ids.ts'
import type { Receipt } from '#lib/receipts/receipt.ts'
import { storeReceipts } from '#lib/receipts/store-receipts.ts'
import { followTypes } from '#lib/watches/follow-types.ts'
import { type InstalledCore, installCore, runCore } from '../../support/start-core.ts'

const core = runCore()

/** Somebody records or prunes for long: keeps the portal's row in this table until the returned function is called. */
async function hold({ portalId }: InstalledCore, table: 'feed_head' | 'type_check'): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL })
  await client.connect()
  onTestFinished(() => client.end())
  await client.query('begin')
  await client.query(`select set_config('app.portals', $1, true)`, [portalId])
  await client.query(`select from ${table} where portal_id = $1 for update`, [portalId])
  return async () => void (await client.query('rollback'))
}

const receiptOf = async (portal: InstalledCore): Promise<Receipt> => ({
  ...(await portal.proveSender()),
  ...{ id: newId(), change: 'add', entityTypeId: 1220, itemId: 7, actor: 'person' },
  ...{ sentAt: null, receivedAt: new Date() },
})

const whoWaits = async () =>
  (await core().sql<{ count: number }>(`select count(*)::int from pg_locks where not granted`))[0]?.count

const areTypesDue = async ({ portalId }: InstalledCore) =>
  (await core().sql('select due_at <= now() as is_due from type_check where portal_id = $1', [portalId]))[0]?.is_due

test('an event about a type does not wait for who records the portal’s items', async () => {
  const portal = await installCore(core(), 1220)
  const release = await hold(portal, 'feed_head')
  await followTypes(portal.portalId)
  expect(await areTypesDue(portal)).toBe(true)
  await release()
})

test('H14: events about types that do wait, do so by themselves: another portal is taken in', async () => {
  const [busy, other] = [await installCore(core(), 1220), await installCore(core(), 1220)]
  const release = await hold(busy, 'type_check')
  const noted = Array.from({ length: 20 }, () => followTypes(busy.portalId))
  await expect.poll(whoWaits).toBeGreaterThan(0)
  await storeReceipts([await receiptOf(other)])
  expect(await other.receipts()).toEqual({ RECEIVED: 1 })
  await release()
  await Promise.all(noted)
  expect(await areTypesDue(busy)).toBe(true)
})

test('D10: watches that are saved while the head is held hold up no event', async () => {
  const portal = await installCore(core(), 1220)
  const release = await hold(portal, 'feed_head')
  const saved = portal.watch(1220, 31)
  await expect.poll(whoWaits).toBeGreaterThan(0)
  await storeReceipts([await receiptOf(portal)])
  expect(await portal.receipts()).toEqual({ RECEIVED: 1 })
  await release()
  await saved
})

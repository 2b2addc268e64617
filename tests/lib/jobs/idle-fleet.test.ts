import { expect, test } from 'vitest'
import { listWaitingPortals } from '#lib/confirmation/list-waiting-portals.ts'
import { db } from '#lib/db/client.ts'
import { BellDue } from '#lib/jobs/bell-due.ts'
import { jobKinds } from '#lib/jobs/jobs.ts'
import { systemClock } from '#lib/platform/clock.ts'
import { newId } from '#lib/platform/ids.ts'
import { addIdlePortals } from '../../support/idle-portals.ts'
import { installCore, runCore } from '../../support/start-core.ts'

const core = runCore()

/** As many as no look can read within its bound. */
const idlePortals = 3_000
/** Looks of every hour or less may read a narrow row of each portal. */
const rare = ['bindings', 'index', 'renew-chain', 'end-silent', 'purge-kept', 'retention']

const looksForAll = ['sweep', 'compare', 'receipts']

/** How many rows queries have read so far, of tables and indexes. */
async function rowsRead(): Promise<number> {
  // The look's connection counts for itself at first.
  await db().$executeRaw`select pg_stat_force_next_flush()`
  const [row] = await core().sql<{ count: number }>(
    `select (select sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) from pg_stat_user_tables)::int
          + (select sum(idx_tup_read) from pg_stat_user_indexes)::int as count`,
  )
  return row?.count ?? 0
}

test('a look for work reads what is due, however many portals have nothing to do', async () => {
  const { portalId } = await installCore(core(), 1220)
  await core().sql(`update watch set swept_at = null, sweep_due_at = now(), compared_at = null`)
  await addIdlePortals(process.env.DATABASE_URL ?? '', idlePortals)
  const looks = [
    ...jobKinds().map(({ name, listDue }) => ({ name, look: () => listDue(new Date()) })),
    { name: 'receipts', look: () => listWaitingPortals(newId()) },
  ]
  const reads: Record<string, number> = {}
  for (const { name, look } of looks) {
    const before = await rowsRead()
    const found = await look()
    reads[name] = (await rowsRead()) - before
    expect([name, found.filter((id) => id !== portalId)]).toEqual([name, []])
    if (looksForAll.includes(name)) expect([name, found]).toEqual([name, [portalId]])
  }
  const much = Object.entries(reads).filter(([name, count]) => count > (rare.includes(name) ? 6 * idlePortals : 300))
  expect(much).toEqual([])
})

test('nor what was due in portals that closed', async () => {
  const looks = [
    ...jobKinds().map(({ name, listDue }) => ({ name, look: () => listDue(new Date()) })),
    { name: 'receipts', look: () => listWaitingPortals(newId()) },
  ].filter(({ name }) => looksForAll.includes(name))
  const { portalId } = await installCore(core(), 1220)
  const closed = `(select portal_id from installation where portal_id <> $1 order by portal_id limit 400)`
  await core().sql(`update watch set sweep_due_at = now() where portal_id = $1 or portal_id in ${closed}`, [portalId])
  const due = `update attention set sweep_at = now(), compare_at = now() where portal_id = $1 or portal_id in ${closed}`
  await core().sql(due, [portalId])
  await core().sql(`update installation set status = 'REAUTH_REQUIRED' where portal_id in ${closed}`, [portalId])
  await core().sql('vacuum analyze watch')
  await core().sql('vacuum analyze attention')
  for (const { name, look } of looks) {
    const before = await rowsRead()
    expect([name, await look()]).toEqual([name, [portalId]])
    expect([name, (await rowsRead()) - before < 300]).toEqual([name, true])
  }
})

test('nor who wants the bell where the feed has not moved on', async () => {
  const { portalId } = await installCore(core(), 1220)
  await core().sql(`update installation set scope = 'crm,im'`)
  await core().sql(`insert into viewer_state (portal_id, user_id, preferences)
    select portal_id, 7, '{"notify": {"bell": true}}' from installation where status = 'ACTIVE'`)
  await core().sql(`insert into bell_cursor (portal_id, position)
    select portal_id, head_revision from feed_head where portal_id in (select portal_id from viewer_state) on conflict do nothing`)
  const due = new BellDue(systemClock)
  const look = async () => {
    const before = await rowsRead()
    return { found: await due.list(new Date()), isCheap: (await rowsRead()) - before < 300 }
  }
  await core().sql(`update feed_head set head_revision = head_revision + 1 where portal_id = $1`, [portalId])
  // At the start, as news may have been lost, all are asked about: until it is done, once more.
  expect((await look()).found).toEqual([portalId])
  expect(await look()).toEqual({ found: [portalId], isCheap: true })
  await core().sql(`update bell_cursor set position = position + 1 where portal_id = $1`, [portalId])
  expect(await look()).toEqual({ found: [], isCheap: true })
  await core().sql(`update feed_head set head_revision = head_revision + 1 where portal_id = $1`, [portalId])
  expect(await look()).toEqual({ found: [], isCheap: true })
  due.recordNews(portalId)
  expect(await look()).toEqual({ found: [portalId], isCheap: true })
  await core().sql(`update bell_cursor set position = position + 1 where portal_id = $1`, [portalId])
  expect((await look()).found).toEqual([])
  await core().sql(`update feed_head set head_revision = head_revision + 1 where portal_id = $1`, [portalId])
  due.recordLoss()
  expect((await look()).found).toEqual([portalId])
})

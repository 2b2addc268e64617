import pg from 'pg'
import { expect, test } from 'vitest'
import { createTestDatabase } from '../../support/database.ts'
import { addIdlePortals } from '../../support/idle-portals.ts'

const portals = 400
/** What each event, request or sweep updates, and how. */
const updates: Record<string, string> = {
  attention: 'attended_at = now()',
  feed_head: 'head_revision = head_revision + 1',
  feed_lease: `held_by = 'somebody', held_until = now()`,
  feed_proof: 'owner_proved_at = now(), proved_at = now()',
  rest_budget: 'tokens = 1, counted_at = now()',
  type_check: 'due_at = now()',
  watch: 'checkpoint_item_id = checkpoint_item_id + 1',
}

/** How many updates of each table went to another page, when each row of a new database is updated for the first time. */
async function countElsewhere(): Promise<Record<string, number>> {
  const database = await createTestDatabase()
  const client = new pg.Client({ connectionString: database.url })
  try {
    await addIdlePortals(database.url, portals)
    await client.connect()
    const { rows } = await client.query<{ id: string }>('select id from portal order by random()')
    const see = (ids: readonly string[], ...texts: string[]) =>
      client.query(`begin; select set_config('app.portals', '${ids.join(',')}', true); ${texts.join(';')}; commit`)
    const all = rows.map(({ id }) => id)
    await see(
      all,
      'insert into feed_proof (portal_id) select portal_id from feed_head',
      'insert into rest_budget (portal_id, burst, per_second, tokens) select portal_id, 50, 2, 50 from feed_head',
      'insert into type_check (portal_id, due_at) select portal_id, now() from feed_head',
    )
    const statements = Object.entries(updates).map(([table, change]) => `update ${table} set ${change}`)
    for (let start = 0; start < portals; start += 4) await see(all.slice(start, start + 4), ...statements)
    await client.query('select pg_stat_force_next_flush()')
    const { rows: counts } = await client.query<{ table: string; elsewhere: number }>(
      `select relname as table, (n_tup_upd - n_tup_hot_upd)::int as elsewhere from pg_stat_user_tables
       where relname = any ($1) and n_tup_upd >= $2`,
      [Object.keys(updates), portals],
    )
    return Object.fromEntries(counts.map(({ table, elsewhere }) => [table, elsewhere]))
  } finally {
    await client.end()
    await database.drop()
  }
}

test('what is updated all the time is updated in place, from the first time on', async () => {
  // While a transaction of another test is open, of another database, too, PostgreSQL looks no further for versions that may go.
  await expect
    .poll(countElsewhere, { interval: 500 })
    .toEqual(Object.fromEntries(Object.keys(updates).map((name) => [name, 0])))
})

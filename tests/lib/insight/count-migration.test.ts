import pg from 'pg'
import { expect, test } from 'vitest'
import { migrate } from '#lib/db/migrate.ts'
import { newId } from '#lib/platform/ids.ts'
import { createDatabaseBefore } from '../../support/database-before.ts'

const counts = '20261130221000_counts_by_quarter_hour'

test('items from before are counted, and a version that knows nothing of counts goes on counting', async () => {
  await using parts = new AsyncDisposableStack()
  const database = await createDatabaseBefore(counts)
  parts.defer(database.drop)
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  parts.defer(() => client.end())
  const portals = [newId(), newId()]
  await client.query(`select set_config('app.portals', $1, false)`, [portals.join(',')])
  await client.query(
    `insert into portal (id, member_id, domain, client_endpoint) select id, id, 'd', 'e' from unnest($1::uuid[]) as id`,
    [portals],
  )
  /** What an older version writes. */
  const record = (from: number, to: number) =>
    client.query(
      `insert into feed_item (portal_id, entity_type_id, item_id, revision, position, source, actor, title, created_at,
                              received_at, removed_at)
       select portal_id, 31, n, n, n, 'EVENT', case when n % 2 = 0 then 'AUTOMATION' else 'PERSON' end::actor, 't',
              timestamptz '2026-11-20 10:00Z' + n * interval '5 minutes', now(), case when n % 3 = 0 then now() end
       from unnest($1::uuid[]) as portal_id, generate_series($2::int, $3::int) as n`,
      [portals, from, to],
    )
  const counted = async () => {
    const { rows } = await client.query(
      `select to_char(quarter at time zone 'UTC', 'HH24:MI') as at, items, by_automation, removed from feed_count
       where portal_id = $1 order by quarter`,
      [portals[1]],
    )
    return rows.map(({ at, items, by_automation, removed }) => [at, items, by_automation, removed])
  }
  await record(0, 2)
  expect(await migrate(database.url, { log: () => {} })).toContain(counts)
  expect(await counted()).toEqual([['10:00', 2, 1, 1]])
  await record(3, 6)
  expect(await counted()).toEqual([
    ['10:00', 2, 1, 1],
    ['10:15', 2, 1, 1],
    ['10:30', 0, 0, 1],
  ])
})

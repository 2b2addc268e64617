import pg from 'pg'
import { expect, test } from 'vitest'
import { migrate } from '#lib/db/migrate.ts'
import { newId } from '#lib/platform/ids.ts'
import { createDatabaseBefore } from '../../support/database-before.ts'

const split = '20261130160000_feed_head_is_split'

test('what stood in the head before it was split is found where it belongs', async () => {
  await using parts = new AsyncDisposableStack()
  const database = await createDatabaseBefore(split)
  parts.defer(database.drop)
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  parts.defer(() => client.end())
  const [busy, fresh] = [newId(), newId()]
  await client.query(`select set_config('app.portals', $1, false)`, [`${busy},${fresh}`])
  const at = (hour: number) => new Date(Date.UTC(2026, 10, 30, hour))
  await client.query(
    `insert into portal (id, member_id, domain, client_endpoint) select id, id, 'd', 'e' from unnest($1::uuid[]) as id`,
    [[busy, fresh]],
  )
  await client.query(
    `insert into feed_head (portal_id, head_revision, lease_owner, lease_until, lease_epoch, proved_at, owner_proved_at,
       types_due_at, retry_at, failures, pruned_at)
     values ($1, 9, 'w', $3, 7, $4, $5, $6, $7, 3, $8), ($2, 0, null, null, 0, null, null, null, null, 0, null)`,
    [busy, fresh, at(1), at(2), at(3), at(4), at(5), at(6)],
  )
  expect(await migrate(database.url, { log: () => {} })).toContain(split)
  const rows = async (table: string, of: string) =>
    (await client.query(`select * from ${table} where portal_id = $1`, [of])).rows.map(({ portal_id, ...row }) => row)
  const lease = { held_by: 'w', held_until: at(1), epoch: '7', retry_at: at(5), failures: 3 }
  expect(await rows('feed_lease', busy)).toEqual([lease])
  expect(await rows('feed_proof', busy)).toEqual([{ proved_at: at(2), owner_proved_at: at(3) }])
  expect(await rows('type_check', busy)).toEqual([{ due_at: at(4) }])
  expect(await rows('pruning', busy)).toEqual([{ pruned_at: at(6) }])
  expect(await rows('type_check', fresh)).toEqual([])
  expect(await rows('pruning', fresh)).toEqual([])
})

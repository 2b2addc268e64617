import pg from 'pg'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { connectionsOf, poolCounts } from '#lib/db/client.ts'
import { inPortals } from '#lib/db/in-portals.ts'
import { checkReady } from '#lib/http/check-ready.ts'
import { appends } from '#lib/receipts/appends.ts'
import { runDatabase } from '../../support/run-database.ts'

runDatabase()
// Of what waits for it here there is one test, which is to wait no longer than it must.
beforeAll(() => {
  process.env.DATABASE_TIMEOUT_MS = '3000'
})

/** More than the pool of viewers has connections. */
const crowd = 20

let nowMs = Date.now()
/** No answer is of a moment ago. */
const later = () => {
  nowMs += 60_000
  return checkReady(() => new Date(nowMs))
}

/** As the owner of the tables. */
async function sql<Row extends pg.QueryResultRow>(...statements: string[]): Promise<Row[]> {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL ?? '' })
  await client.connect()
  try {
    let rows: Row[] = []
    for (const text of statements) rows = (await client.query<Row>(text)).rows
    return rows
  } finally {
    await client.end()
  }
}

const portal = '01990000-0000-7000-8000-000000000001'
const addPortal = () =>
  sql(
    `insert into portal (id, member_id, domain, client_endpoint) values ('${portal}', 'm', 'a.example', 'https://a.example/rest/')
     on conflict do nothing`,
  )

/** What is set for a database holds for connections that are made afterwards. */
const setForDatabase = async (words: string) => {
  const [row] = await sql<{ name: string }>('select current_database() as name')
  await sql(
    'set default_transaction_read_only = off',
    `alter database ${row?.name} ${words}`,
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and usename = current_user and pid <> pg_backend_pid()`,
  )
}

afterEach(() => sql(`delete from portal where id = '${portal}'`))

test('T3: whoever takes all connections of viewers does not make the instance look as if its database were gone', async () => {
  expect(await later()).toEqual([])
  const over = Promise.withResolvers<void>()
  const hold = () => inPortals([], () => over.promise)
  const holders = Array.from({ length: crowd }, () => hold().catch(() => undefined))
  await expect.poll(() => poolCounts().find(({ pool }) => pool === 'default')?.waiting).toBeGreaterThan(0)
  expect(await Promise.all(Array.from({ length: 100 }, later))).toEqual(Array.from({ length: 100 }, () => []))
  over.resolve()
  await Promise.all(holders)
})

test.each(['event_delivery', 'installation', 'watch'])(
  'D6: without its rights on %s it is not ready, says why, and is again once it has them',
  async (table) => {
    await addPortal()
    expect(await later()).toEqual([])
    await sql(`revoke insert, select on ${table} from spf_app`)
    expect(await later()).toEqual(['database_rights'])
    await sql(`grant insert, select on ${table} to spf_app`)
    expect(await later()).toEqual([])
  },
)

test('D6: a database that only reads, as a standby does, is not ready, and is again once it writes', async () => {
  expect(await later()).toEqual([])
  await setForDatabase('set default_transaction_read_only = on')
  await expect.poll(later).toEqual(['database_read_only'])
  await setForDatabase('reset default_transaction_read_only')
  await expect.poll(later).toEqual([])
})

test('D6: PostgreSQL answers that the disk is full: not ready, and again once it takes the row; no row is left of any question', async () => {
  await addPortal()
  await sql(
    `create function disk_is_full() returns trigger language plpgsql as $$
     begin raise 'could not extend file: No space left on device' using errcode = 'disk_full'; end $$`,
    `create trigger disk_is_full before insert on event_delivery for each row execute function disk_is_full()`,
  )
  expect(await later()).toEqual(['database_full'])
  await sql('drop trigger disk_is_full on event_delivery', 'drop function disk_is_full')
  expect(await later()).toEqual([])
  expect(await sql(`select set_config('app.portals', '${portal}', false)`, 'select from event_delivery')).toEqual([])
})

test('D6: with the connections of events used up it is not ready, and is again once one is free', async () => {
  expect(await later()).toEqual([])
  const held = await Promise.all(Array.from({ length: 3 }, () => connectionsOf('ingest').connect()))
  expect(await later()).toEqual(['database'])
  for (const connection of held) connection.release()
  await expect.poll(later).toEqual([])
})

test('an answer holds for a second, unless an event was declined since; an event that was stored is an answer, too', async () => {
  const at = (ms: number) => checkReady(() => new Date(nowMs + ms))
  expect(await later()).toEqual([])
  await sql('revoke insert on event_delivery from spf_app')
  expect(await at(900)).toEqual([])
  appends().declinedAtMs = nowMs + 950
  expect(await at(960)).toEqual(['database_rights'])
  await sql('grant insert on event_delivery to spf_app')
  appends().storedAtMs = nowMs + 1_500
  expect(await at(1_600)).toEqual([])
})

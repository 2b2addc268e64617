import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#lib/platform/ids.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

/** Tables without a portal's rows: the directory of portals, and the history of migrations. */
const open = ['_prisma_migrations', 'portal']
const [mine, theirs] = [newId(), newId()]
let database: TestDatabase
let app: pg.Client

beforeAll(async () => {
  database = await createTestDatabase()
  app = new pg.Client({ connectionString: database.url, options: '-c role=spf_app' })
  await app.connect()
  for (const id of [mine, theirs]) {
    await app.query(`insert into portal (id, member_id, domain, client_endpoint) values ($1, $2, 'd', 'e')`, [id, id])
    await within(id, `insert into feed_head (portal_id) values ($1)`, [id])
  }
})

afterAll(async () => {
  await app.end()
  await database.drop()
})

async function within(portals: string, text: string, values: unknown[] = []) {
  await app.query('begin')
  try {
    await app.query(`select set_config('app.portals', $1, true)`, [portals])
    const result = await app.query(text, values)
    await app.query('commit')
    return result
  } catch (error) {
    await app.query('rollback')
    throw error
  }
}

describe('the tenant wall', () => {
  test('stands around every table of a portal', async () => {
    const { rows } = await app.query<{ name: string; walled: boolean; policies: number }>(`
      select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as walled,
             (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies
      from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`)
    const unwalled = rows.filter((table) => !table.walled || table.policies !== 1).map((table) => table.name)
    expect(unwalled).toEqual(open)
    expect(rows.length).toBeGreaterThan(open.length)
  })

  test('shows nothing to who names no portal', async () => {
    expect((await app.query('select * from feed_head')).rows).toEqual([])
    expect((await within('', 'select * from feed_head')).rows).toEqual([])
  })

  test('shows a portal its own rows only', async () => {
    expect((await within(mine, 'select portal_id from feed_head')).rows).toEqual([{ portal_id: mine }])
  })

  test('lets nobody write, change or delete the rows of another portal', async () => {
    await expect(
      within(mine, 'insert into installation (portal_id, server_endpoint, verified_at) values ($1, $2, now())', [
        theirs,
        's',
      ]),
    ).rejects.toThrow('row-level security')
    expect((await within(mine, 'update feed_head set head_revision = 9 where portal_id = $1', [theirs])).rowCount).toBe(
      0,
    )
    expect((await within(mine, 'delete from feed_head')).rowCount).toBe(1)
    expect((await within(theirs, 'select portal_id from feed_head')).rows).toEqual([{ portal_id: theirs }])
  })

  test('binds the owner of the tables too', async () => {
    const owner = new pg.Client({ connectionString: database.url })
    await owner.connect()
    expect((await owner.query('select * from feed_head')).rows).toEqual([])
    await owner.end()
  })

  test('ends with the transaction that named the portal', async () => {
    await within(theirs, 'select 1')
    expect((await app.query('select * from feed_head')).rows).toEqual([])
  })
})

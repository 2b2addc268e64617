import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkWall } from '#lib/db/check-wall.ts'
import { newId } from '#lib/platform/ids.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

/** Tables without a portal's rows: the history of migrations, where the database lives, and the directory of portals. */
const open = ['_prisma_migrations', 'home', 'portal']
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
             (select count(*)::int from pg_policy p where p.polrelid = c.oid and p.polroles = '{0}') as policies
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

  test('lets the owner of each table read all of it for a backup, and nobody else', async () => {
    const owner = new pg.Client({ connectionString: database.url })
    await owner.connect()
    const { rows: lacking } = await owner.query<{ name: string }>(`
      select relname as name from pg_class c where relnamespace = 'public'::regnamespace and relrowsecurity and not exists (
        select from pg_policy p where p.polrelid = c.oid and polcmd = 'r' and polroles = array[c.relowner]
      )`)
    expect(lacking).toEqual([])
    for (const says of [`set app.backup = 'on'`, `set application_name = 'pg_dump'`]) {
      await owner.query(says)
      await app.query(says)
      expect((await owner.query('select * from feed_head')).rowCount).toBe(1)
      expect((await owner.query('delete from feed_head')).rowCount).toBe(0)
      expect((await app.query('select * from feed_head')).rowCount).toBe(0)
      await owner.query('reset app.backup; reset application_name')
      await app.query('reset app.backup; reset application_name')
    }
    await owner.end()
  })

  test('ends with the transaction that named the portal', async () => {
    await within(theirs, 'select 1')
    expect((await app.query('select * from feed_head')).rows).toEqual([])
  })
})

describe('what looks for work', () => {
  /** All that may be told across portals: when something is due, whether the app may ask there, and nothing of people or items. */
  const told = {
    attention: 'portal_id sweep_begun_at sweep_at compare_at',
    bell: 'portal_id due_at',
    bell_cursor: 'portal_id position',
    bell_wish: 'portal_id',
    event_delivery: 'portal_id received_at settled_at deferred_until',
    feed_head: 'portal_id head_revision',
    feed_lease: 'portal_id held_by held_until retry_at',
    feed_proof: 'portal_id owner_proved_at',
    installation:
      'portal_id status recheck_at uninstall_probe_at uninstall_clean uninstall_announced uninstalled_at verified_at rotated_at heard_at bindings_due_at may_ring',
    pruning: 'portal_id pruned_at',
    search_progress: 'portal_id through_revision',
    watch: 'portal_id created_at paused_at paused_reason history swept_at sweep_due_at compared_item_id compared_at',
  }

  test('is told when of all portals, and not what', async () => {
    const { rows } = await app.query<{ name: string; columns: string }>(`
      select table_name as name, string_agg(column_name, ' ' order by ordinal_position) as columns
      from information_schema.columns where table_schema = 'schedule' group by 1`)
    expect(Object.fromEntries(rows.map(({ name, columns }) => [name, columns]))).toEqual(told)
    const seen = await app.query('select portal_id from schedule.feed_head')
    expect(seen.rows).toContainEqual({ portal_id: theirs })
  })

  test('may write nothing there', async () => {
    for (const view of Object.keys(told)) {
      await expect(app.query(`delete from schedule.${view}`)).rejects.toThrow('permission denied')
    }
    await expect(app.query(`update schedule.feed_head set head_revision = 9`)).rejects.toThrow('permission denied')
  })

  test('is missed at the start, where a restored backup gave the views to somebody who sees nothing', async () => {
    await expect(checkWall(database.url)).resolves.toBeUndefined()
    const restored = await createTestDatabase()
    const owner = new pg.Client({ connectionString: restored.url })
    await owner.connect()
    await owner.query(
      'begin; drop view schedule.watch; create view schedule.watch as select portal_id from watch; commit',
    )
    await owner.end()
    await expect(checkWall(restored.url)).rejects.toThrow('restore the backup with owners')
    await restored.drop()
  })

  test('is nobody whom the app can become', async () => {
    const { rows } = await app.query<{ may: boolean }>(
      `select pg_has_role('spf_app', 'spf_scheduler', 'member') as may`,
    )
    expect(rows).toEqual([{ may: false }])
    const { rows: owners } = await app.query(`
      select distinct r.rolname as owner, r.rolcanlogin or r.rolsuper or r.rolbypassrls as is_more
      from pg_views v join pg_roles r on r.rolname = v.viewowner where v.schemaname = 'schedule'`)
    expect(owners).toEqual([{ owner: 'spf_scheduler', is_more: false }])
    const { rows: policies } = await app.query(`
      select distinct polname, polcmd, polroles::regrole[]::text[] as roles from pg_policy where polroles <> '{0}' order by 1`)
    const { username } = new URL(database.url)
    expect(policies).toEqual([
      { polname: 'backup', polcmd: 'r', roles: [username] },
      { polname: 'schedule', polcmd: 'r', roles: ['spf_scheduler'] },
    ])
  })
})

import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '#lib/db/migrate.ts'
import { MIGRATIONS } from '#lib/db/migrate-files.ts'
import { diffToSchema } from '#lib/launch/diff-to-schema.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { prismaDeploy, prismaStatus } from '../../support/prisma-migrate.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

let database: TestDatabase
beforeEach(async () => {
  database = await createTestDatabase({ empty: true })
})
afterEach(() => database.drop())

const log = () => {}

/** What `prisma migrate` locks. */
const PRISMA_LOCK = 72_707_369

/** The migrations of the product plus one more. */
function withMigration(name: string, sql: string): string {
  const directory = temporaryFolder('migrations')
  cpSync(MIGRATIONS, directory, { recursive: true })
  mkdirSync(path.join(directory, name), { recursive: true })
  writeFileSync(path.join(directory, name, 'migration.sql'), sql)
  return directory
}

async function query(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

describe('migrations', () => {
  test('produce exactly schema.prisma', async () => {
    await migrate(database.url, { log })
    expect(await diffToSchema(database.url)).toBe('')
  })

  test('a database that lacks something of schema.prisma is noticed', async () => {
    await migrate(database.url, { log })
    await query('alter table feed_item drop column title')
    expect(await diffToSchema(database.url)).toContain('"title"')
  })

  test('are applied once and recorded as prisma migrate deploy records them', async () => {
    const applied = await migrate(database.url, { log })
    expect(applied.length).toBeGreaterThan(0)
    expect(await migrate(database.url, { log })).toEqual([])
    const rows = await query(
      'select migration_name, applied_steps_count from _prisma_migrations where finished_at is not null order by 1',
    )
    expect(rows).toEqual(applied.map((name) => ({ migration_name: name, applied_steps_count: 1 })))
  })

  test('by several processes at once happen once', async () => {
    const results = await Promise.all([1, 2, 3].map(() => migrate(database.url, { log })))
    expect(results.filter((applied) => applied.length > 0)).toHaveLength(1)
  })

  test('one with a function body runs whole', async () => {
    const body = `create function one() returns int language plpgsql as $$ begin perform 1; return 1; end $$;`
    await migrate(database.url, { log, directory: withMigration('29990101000000_function', body) })
    expect(await query('select one()')).toEqual([{ one: 1 }])
  })

  test('a failing one leaves nothing behind and can be mended', async () => {
    const name = '29990101000000_failing'
    const directory = withMigration(name, 'create table half (id int); select no_such_column;')
    await expect(migrate(database.url, { log, directory })).rejects.toThrow(
      `The migration ${name} failed and was taken back whole: column "no_such_column" does not exist.`,
    )
    expect(await query(`select to_regclass('half') as half`)).toEqual([{ half: null }])
    writeFileSync(path.join(directory, name, 'migration.sql'), 'create table whole (id int);')
    expect(await migrate(database.url, { log, directory })).toEqual([name])
  })

  test('one whose row cannot be written takes no effect', async () => {
    const directory = withMigration(
      '29990101000000_rowless',
      'create table lonely (id int); drop table _prisma_migrations;',
    )
    await expect(migrate(database.url, { log, directory })).rejects.toThrow('"_prisma_migrations" does not exist')
    expect(
      await query(`select to_regclass('lonely') as lonely, count(*)::int > 0 as kept from _prisma_migrations`),
    ).toEqual([{ lonely: null, kept: true }])
  })

  test('one that an older version was killed after is completed, not repeated', async () => {
    const name = '29990101000000_killed'
    const directory = withMigration(name, 'create table once_only (id int);')
    await migrate(database.url, { log, directory })
    await query(`update _prisma_migrations set finished_at = null, applied_steps_count = 0, logs = 'committed'
      where migration_name = '${name}'`)
    expect(await migrate(database.url, { log, directory })).toEqual([])
  })

  test('one that another program did not finish is applied again', async () => {
    const name = '29990101000000_killed'
    const directory = withMigration(name, 'create table again (id int);')
    await migrate(database.url, { log, directory })
    await query(`drop table again; update _prisma_migrations set finished_at = null, applied_steps_count = 0,
      logs = 'ERROR: it failed' where migration_name = '${name}'`)
    expect(await migrate(database.url, { log, directory })).toEqual([name])
  })

  test('an edited one is named in a sentence', async () => {
    const name = '29990101000000_edited'
    const directory = withMigration(name, 'create table before (id int);')
    await migrate(database.url, { log, directory })
    writeFileSync(path.join(directory, name, 'migration.sql'), 'create table after (id int);')
    await expect(migrate(database.url, { log, directory })).rejects.toThrow(`The migration ${name} was edited`)
  })

  test('of a newer version are told and left as they are', async () => {
    const name = '29990101000000_newer'
    await migrate(database.url, { log, directory: withMigration(name, 'create table newer (id int);') })
    const told: string[] = []
    expect(await migrate(database.url, { log: (line) => told.push(line) })).toEqual([])
    expect(told).toEqual([`A newer version has migrated this database: ${name}.`])
    expect(await query('select * from newer')).toEqual([])
  })

  test('leave a database with tables of somebody else alone', async () => {
    await query('create table theirs (id int)')
    await expect(migrate(database.url, { log })).rejects.toThrow('a database of its own')
    expect(await query(`select to_regclass('portal') as portal, to_regclass('_prisma_migrations') as history`)).toEqual(
      [{ portal: null, history: null }],
    )
  })
})

describe('a process that finds another one at work', () => {
  let other: pg.Client
  beforeEach(async () => {
    other = new pg.Client({ connectionString: database.url, application_name: 'an operator' })
    await other.connect()
    await other.query(`select pg_advisory_lock(${PRISMA_LOCK})`)
  })
  afterEach(() => other.end())

  test('says so, waits for it, and then has nothing to wait for', async () => {
    const told: string[] = []
    const applied = await migrate(database.url, {
      log(line) {
        told.push(line)
        if (told.length === 1) void other.query(`select pg_advisory_unlock(${PRISMA_LOCK})`)
      },
    })
    expect(told).toEqual([
      expect.stringMatching(
        /^Another process migrates this database \(PostgreSQL's process \d+, an operator, connected since .* UTC\): waiting for it, 300 s at most\.$/,
      ),
      `Applied ${applied.length} migration(s): ${applied.join(', ')}.`,
    ])
  })

  test('gives up in a sentence that names it', async () => {
    const { rows } = await other.query('select pg_backend_pid() as pid')
    await expect(migrate(database.url, { log, lockWaitMs: 20 })).rejects.toThrow(
      `for more than 0.02 s (PostgreSQL's process ${rows[0].pid}, an operator,`,
    )
    expect(await query(`select to_regclass('_prisma_migrations') as history`)).toEqual([{ history: null }])
  })
})

describe('a migration of a table that somebody reads for long', () => {
  let reader: pg.Client
  let directory: string
  beforeEach(async () => {
    await migrate(database.url, { log })
    reader = new pg.Client({ connectionString: database.url, application_name: 'a backup' })
    await reader.connect()
    await reader.query('begin; lock table feed_item in access share mode')
    directory = withMigration('29990101000000_held_up', 'alter table feed_item add column more int;')
  })
  afterEach(() => reader.end())

  test('says who that is, holds nobody up, and takes effect once the table is free', async () => {
    const told: string[] = []
    const applied = await migrate(database.url, {
      directory,
      log(line) {
        told.push(line)
        if (told.length === 1) void reader.query('commit')
      },
    })
    expect(applied).toEqual(['29990101000000_held_up'])
    expect(told[0]).toMatch(
      /^The migration 29990101000000_held_up waits for a table that is in use \(by PostgreSQL's process \d+, a backup\)\.$/,
    )
  })

  test('gives up in a sentence', async () => {
    await expect(migrate(database.url, { log, directory, tableTries: 1 })).rejects.toThrow(
      /a table was in use all the time \(by PostgreSQL's process \d+, a backup\), end that and start again\.$/,
    )
  })
})

test('a migration that PostgreSQL ends as one half of a deadlock is tried again', async () => {
  await migrate(database.url, { log })
  // Not taken back with the first try.
  await query('create sequence tries')
  const directory = withMigration(
    '29990102000000_crossed',
    `do $$ begin
       if nextval('tries') = 1 then raise exception 'deadlock detected' using errcode = 'deadlock_detected'; end if;
     end $$;`,
  )
  expect(await migrate(database.url, { directory, log })).toEqual(['29990102000000_crossed'])
})

describe('prisma migrate and we', () => {
  /** Its adapter splits a script at every semicolon, so those of the product are beyond it. */
  const two = () => {
    const directory = temporaryFolder('migrations')
    for (const name of ['20990101000000_one', '20990102000000_two']) {
      mkdirSync(path.join(directory, name))
      writeFileSync(path.join(directory, name, 'migration.sql'), `create table t${name} (id int);\n`)
    }
    return directory
  }

  test('agree on a database that we migrated', async () => {
    await migrate(database.url, { log })
    expect(await prismaStatus(database.url)).toEqual({
      history: null,
      failedMigrationNames: [],
      editedMigrationNames: [],
      hasMigrationsTable: true,
    })
    expect(await prismaDeploy(database.url)).toEqual([])
  })

  test('agree on one that it migrated', async () => {
    const directory = two()
    expect(await prismaDeploy(database.url, directory)).toHaveLength(2)
    expect(await migrate(database.url, { log, directory })).toEqual([])
  })

  test('write the same rows into the same table', async () => {
    const directory = two()
    const table = `select column_name, data_type, character_maximum_length, is_nullable, column_default
      from information_schema.columns where table_name = '_prisma_migrations' order by ordinal_position`
    const rows = `select migration_name, checksum, applied_steps_count, logs is null or logs = '' as quiet, rolled_back_at,
      length(id) as id, finished_at >= started_at as finished from _prisma_migrations order by started_at`
    const both = async () => [await query(table), await query(rows)]
    await prismaDeploy(database.url, directory)
    const theirs = await both()
    await query('drop schema public cascade; create schema public')
    await migrate(database.url, { log, directory })
    expect(await both()).toEqual(theirs)
  })
})

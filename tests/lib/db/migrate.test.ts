import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '#lib/db/migrate.ts'
import { diffToSchema } from '#lib/db/migrate-diff.ts'
import { MIGRATIONS } from '#lib/db/migrate-files.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

let database: TestDatabase
beforeEach(async () => {
  database = await createTestDatabase({ empty: true })
})
afterEach(() => database.drop())

const log = () => {}

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
    await expect(migrate(database.url, { log, directory })).rejects.toThrow(/no_such_column/)
    expect(await query(`select to_regclass('half') as half`)).toEqual([{ half: null }])
    writeFileSync(path.join(directory, name, 'migration.sql'), 'create table whole (id int);')
    expect(await migrate(database.url, { log, directory })).toEqual([name])
  })

  test('one whose process was killed after its commit is completed, not repeated', async () => {
    const name = '29990101000000_killed'
    const directory = withMigration(name, 'create table once_only (id int);')
    await migrate(database.url, { log, directory })
    // What the engine had not written yet; the mark that was committed with the script is still there.
    await query(
      `update _prisma_migrations set finished_at = null, applied_steps_count = 0 where migration_name = '${name}'`,
    )
    expect(await migrate(database.url, { log, directory })).toEqual([])
  })

  test('one whose process was killed before its commit is applied again', async () => {
    const name = '29990101000000_killed'
    const directory = withMigration(name, 'create table again (id int);')
    await migrate(database.url, { log, directory })
    await query(`drop table again; update _prisma_migrations set finished_at = null, applied_steps_count = 0, logs = null
      where migration_name = '${name}'`)
    expect(await migrate(database.url, { log, directory })).toEqual([name])
  })

  test('an edited one is named in a sentence', async () => {
    const name = '29990101000000_edited'
    const directory = withMigration(name, 'create table before (id int);')
    await migrate(database.url, { log, directory })
    writeFileSync(path.join(directory, name, 'migration.sql'), 'create table after (id int);')
    await expect(migrate(database.url, { log, directory })).rejects.toThrow(`The migration ${name} was edited`)
  })
})

import { randomBytes } from 'node:crypto'
import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import pg from 'pg'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { startEmbedded } from '#lib/db/embedded.ts'
import { migrate } from '#lib/db/migrate.ts'
import { refuseCopy } from '#lib/db/refuse-copy.ts'
import { createTestDatabase } from '../support/database.ts'
import { installCore, runCore } from '../support/start-core.ts'
import { startProgram } from '../support/start-program.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const core = runCore()
const quiet = () => {}
const watched = { entityTypeId: 1220 }

async function run(
  command: 'backup' | 'restore' | 'adopt',
  url: string,
  args: string[],
  env: Record<string, string> = {},
) {
  const { exitCode, output } = startProgram(process.execPath, [`lib/launch/${command}.ts`, ...args], {
    DATABASE_URL: url,
    ...env,
  })
  return { code: await exitCode, output: output() }
}

const source = () => process.env.DATABASE_URL ?? ''
const newFile = () => path.join(temporaryFolder('backup'), 'feed.backup')

async function emptyDatabase(): Promise<string> {
  const database = await createTestDatabase({ empty: true })
  onTestFinished(database.drop)
  return database.url
}

/** Of every table in the schema how many rows there are and what they are. */
async function contents(url: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`set app.backup = 'on'`)
    const { rows: tables } = await client.query<{ name: string }>(`
      select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> '_prisma_migrations'`)
    const told: Record<string, unknown> = {}
    for (const { name } of tables) {
      const { rows } = await client.query(
        `select count(*)::int as count, md5(string_agg(t::text, '' order by t::text)) from ${name} t`,
      )
      told[name] = rows[0]
    }
    return told
  } finally {
    await client.end()
  }
}

/** One transaction adds a receipt and an item, which a trigger counts: another number of either is half of one. */
async function write(portalId: string, n: number): Promise<void> {
  await core().sql(
    `with item as (
       insert into feed_item (portal_id, entity_type_id, item_id, revision, position, source, actor, title, search_text, created_at, received_at)
       values ($1, 1220, $2, $2, $2, 'EVENT', 'PERSON', $3, $3, now(), now())
     ) insert into event_delivery (portal_id, id, event, entity_type_id, item_id, actor, received_at)
       values ($1, gen_random_uuid(), 'ITEM_ADD', 1220, $2, 'PERSON', now())`,
    [portalId, n, `Title ${n}\twith\n\\.\n"all" \\N kinds ${'ä'.repeat(n % 200)}`],
  )
}

let portalId: string
beforeEach(async () => {
  portalId = (await installCore(core(), watched)).portalId
  for (let n = 1; n <= 300; n += 1) await write(portalId, n)
})

test('a backup holds every row, and is restored into a database of another server', async () => {
  const file = newFile()
  expect(await run('backup', source(), [file])).toEqual({
    code: 0,
    output: expect.stringMatching(/^Wrote .*: \d+ rows of 1 portals\.\n$/),
  })
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const server = await startEmbedded({ dataDir: temporaryFolder('server'), log: quiet, settings: { fsync: 'off' } })
  onTestFinished(server.stop)
  const restored = await run('restore', server.url, [file], { ENCRYPTION_KEYS: process.env.ENCRYPTION_KEYS ?? '' })
  expect(restored).toEqual({ code: 0, output: expect.stringMatching(/Restored \d+ rows of 1 portals/) })
  const there = await contents(server.url)
  expect(there).toEqual(await contents(source()))
  expect(there).toMatchObject({ feed_item: { count: 300 }, event_delivery: { count: 300 }, portal: { count: 1 } })
  expect(await migrate(server.url, { log: quiet })).toEqual([])
})

test('is one moment, although events flow while it is made', async () => {
  const file = newFile()
  let isDone = false
  const flow = (async () => {
    for (let n = 1_000; !isDone; n += 1) await write(portalId, n)
  })()
  const { code } = await run('backup', source(), [file])
  isDone = true
  await flow
  expect(code).toBe(0)
  const url = await emptyDatabase()
  expect(await run('restore', url, [file])).toMatchObject({ code: 0 })
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`set app.backup = 'on'`)
  const { rows } = await client.query(`
    select (select count(*) from feed_item) = (select count(*) from event_delivery) as whole,
           (select count(*) from feed_item) = (select sum(items) from feed_count) as counted`)
  await client.end()
  expect(rows).toEqual([{ whole: true, counted: true }])
})

test('of a newer version is refused by the name of the migration that is not known', async () => {
  const file = newFile()
  await run('backup', source(), [file])
  const lines = gunzipSync(readFileSync(file)).toString().split('\n')
  const { migrations } = JSON.parse(lines[0] ?? '') as { migrations: { name: string }[] }
  expect(migrations.length).toBeGreaterThan(25)
  const newer = JSON.stringify({
    ...JSON.parse(lines[0] ?? ''),
    migrations: [...migrations, { name: '29990101000000_x', checksum: 'y' }],
  })
  const other = newFile()
  writeFileSync(other, gzipSync([newer, ...lines.slice(1)].join('\n')))
  expect(await run('restore', await emptyDatabase(), [other])).toEqual({
    code: 1,
    output: expect.stringMatching(
      /^The backup is of another version of the app, whose migration 29990101000000_x .*\n$/,
    ),
  })
})

describe('a restored copy', () => {
  test('is refused at the start until an operator says that it goes on', async () => {
    const file = newFile()
    await run('backup', source(), [file])
    const url = await emptyDatabase()
    expect((await run('restore', url, [file])).output).toContain('npm run db:adopt')
    await expect(refuseCopy(url)).rejects.toThrow('a restored copy, so the app does not start on it')
    expect(await run('adopt', url, [])).toMatchObject({ code: 0, output: expect.stringContaining('may be started') })
    await expect(refuseCopy(url)).resolves.toBeUndefined()
    expect(await run('adopt', url, [])).toMatchObject({ code: 0, output: expect.stringContaining('already') })
  })

  test('takes over at once where the original is gone', async () => {
    const file = newFile()
    await run('backup', source(), [file])
    const url = await emptyDatabase()
    expect(await run('restore', url, [file, '--take-over'])).toMatchObject({ code: 0 })
    await expect(refuseCopy(url)).resolves.toBeUndefined()
  })
})

describe('what cannot be restored is one sentence, and leaves nothing', () => {
  let file: string
  beforeEach(async () => {
    file = newFile()
    await run('backup', source(), [file])
  })

  test.each([
    ['another key of that name', () => `test:${randomBytes(32).toString('base64')}`, 'do not open with the key "test"'],
    ['no key of that name', () => `other:${randomBytes(32).toString('base64')}`, 'sealed with the key "test", which'],
  ])('%s', async (_, keys, sentence) => {
    const url = await emptyDatabase()
    const { code, output } = await run('restore', url, [file], { ENCRYPTION_KEYS: keys() })
    expect(code).toBe(1)
    expect(output.trim().split('\n').at(-1)).toContain(sentence)
    expect(await contents(url)).toMatchObject({ portal: { count: 0 }, feed_item: { count: 0 } })
    // Nothing is left in the way of the right one.
    expect(await run('restore', url, [file])).toMatchObject({ code: 0 })
  })

  test('a backup that was cut off', async () => {
    truncateSync(file, statSync(file).size - 100)
    const url = await emptyDatabase()
    const { code, output } = await run('restore', url, [file])
    expect(code).toBe(1)
    expect(output).toMatch(/This backup is not complete: it was cut off\.\n$/)
    expect(await contents(url)).toMatchObject({ portal: { count: 0 } })
  })

  test.each([
    ['of nothing', 'not a backup'],
    ['of another program', gzipSync('{"format":"another"}\n')],
  ])('a file %s', async (_, content) => {
    writeFileSync(file, content)
    const { code, output } = await run('restore', await emptyDatabase(), [file])
    expect(code).toBe(1)
    expect(output).toBe('This is no backup of Smart Process Feed, or one that was changed.\n')
  })

  test('a database that holds rows, or that the app is connected to', async () => {
    const url = await emptyDatabase()
    await run('restore', url, [file])
    const { code, output } = await run('restore', url, [file])
    expect(code).toBe(1)
    expect(output).toMatch(/^The database holds rows \(\w+\): restore into an empty one\.\n$/)
    // Those of the test's own pools may be idle, and closed by then.
    const app = new pg.Client({ connectionString: source(), application_name: 'smart-process-feed default' })
    await app.connect()
    const refused = await run('restore', source(), [file])
    await app.end()
    expect(refused.output).toMatch(
      /^The app is connected to this database \(smart-process-feed \w+\): stop it first\.\n$/,
    )
  })

  test('and a backup is written over nothing', async () => {
    const before = readFileSync(file)
    const { code, output } = await run('backup', source(), [file])
    expect(code).toBe(1)
    expect(output).toBe(`${file} is there already: a backup is never written over another file.\n`)
    expect(readFileSync(file).equals(before)).toBe(true)
  })
})

import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Embedded, startEmbedded } from '#lib/db/embedded.ts'
import { isRunning, until } from '../../support/processes.ts'
import { type Program, startProgram } from '../../support/start-program.ts'
import { startUnawaited, stateOf } from '../../support/zombie.ts'

const HOLDER = path.join(import.meta.dirname, 'hold-embedded.ts')
const isRoot = process.getuid?.() === 0

let dataDir: string
const cleanUps: (() => unknown)[] = []
beforeEach(() => {
  // mkdtemp makes it private (0700), which is the harder case for root.
  dataDir = mkdtempSync(path.join(tmpdir(), 'spf-embedded-'))
  cleanUps.push(() => rmSync(dataDir, { recursive: true, force: true }))
})
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

async function start(log: (line: string) => void = () => {}): Promise<Embedded> {
  const embedded = await startEmbedded({ dataDir, log, settings: { fsync: 'off' } })
  cleanUps.push(embedded.stop)
  return embedded
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

/** A process that holds the database, and the database's address and pid. */
async function hold(env: Record<string, string> = {}): Promise<{ program: Program; url: string; pid: number }> {
  const program = startProgram(process.execPath, [HOLDER, dataDir], env)
  cleanUps.push(() => program.child.kill('SIGKILL'))
  await until('the holder has its database', () => /"pid":\d+/.test(program.output()))
  return { program, ...JSON.parse(/\{.*\}/.exec(program.output())?.[0] ?? '') }
}

/** A PATH with these programs only. */
function pathWith(...names: string[]): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'spf-path-'))
  for (const name of names) symlinkSync(`/usr/bin/${name}`, path.join(folder, name))
  chmodSync(folder, 0o755)
  cleanUps.push(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

describe('the embedded PostgreSQL', () => {
  test('keeps its data from one start to the next', async () => {
    const first = await start()
    await query(first.url, 'create table kept as select 1 as one')
    await first.stop()
    expect(await query((await start()).url, 'select one from kept')).toEqual([{ one: 1 }])
  })

  test('starts where everybody may look in as well as below a private directory', async () => {
    chmodSync(dataDir, 0o755)
    const open = await start()
    await query(open.url, 'create table kept as select 1 as one')
    await open.stop()
    chmodSync(dataDir, 0o700)
    expect(await query((await start()).url, 'select one from kept')).toEqual([{ one: 1 }])
  })

  test.runIf(isRoot)('works from a copy where root may neither change the user nor make a namespace', async () => {
    const { program, url, pid } = await hold({ PATH: pathWith('id', 'test', 'setpriv') })
    const copy = /\/var\/lib\/smart-process-feed-\w+/.exec(program.output())?.[0] ?? ''
    cleanUps.push(() => rmSync(copy, { recursive: true, force: true }))
    expect(copy).not.toBe('')
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
    program.child.kill('SIGKILL')
    await until('the server is gone', () => !isRunning(pid))
  })

  test('listens on this machine only, and gives the app a role that row-level security holds for', async () => {
    const { url } = await start()
    const [row] = await query(
      url,
      `select current_setting('listen_addresses') as listens, rolsuper, rolbypassrls
       from pg_roles where rolname = current_user`,
    )
    expect(row).toEqual({ listens: '127.0.0.1', rolsuper: false, rolbypassrls: false })
  })

  test('that was killed comes back on the same port with all that was committed', async () => {
    const embedded = await start()
    await query(embedded.url, 'create table kept as select 1 as one')
    const killed = embedded.pid() ?? 0
    process.kill(killed, 'SIGKILL')
    await until('another server runs', () => embedded.pid() !== killed)
    expect(await query(embedded.url, 'select one from kept')).toEqual([{ one: 1 }])
  })

  test.each([
    ['a private', 0o700],
    ['an open', 0o755],
  ])('below %s directory stops when its launcher is killed, and keeps the data', async (_, mode) => {
    chmodSync(dataDir, mode)
    const { program, url, pid } = await hold()
    await query(url, 'create table kept as select 1 as one')
    program.child.kill('SIGKILL')
    await until('the server is gone', () => !isRunning(pid))
    expect(await query((await start()).url, 'select one from kept')).toEqual([{ one: 1 }])
  })

  test('that outlived its launcher is replaced by the next one', async () => {
    const { program, url, pid } = await hold({ PATH: pathWith('id', 'test', 'unshare') })
    await query(url, 'create table kept as select 1 as one')
    program.child.kill('SIGKILL')
    await program.exitCode
    expect(isRunning(pid)).toBe(true)
    expect(await query((await start()).url, 'select one from kept')).toEqual([{ one: 1 }])
    expect(isRunning(pid)).toBe(false)
  })

  test('tells a second launcher in one sentence that one runs', async () => {
    await start()
    const second = startProgram(process.execPath, [HOLDER, dataDir])
    expect(await second.exitCode).toBe(1)
    expect(second.output()).toBe(
      `Smart Process Feed already runs on ${dataDir} (process ${process.pid}): stop it first, or set another DATA_DIR.\n`,
    )
  })
})

describe.runIf(existsSync('/proc/self/stat'))('what only looks like a server of the data directory', () => {
  /** A data directory whose server was killed, as it says itself, under this pid. */
  async function claimedBy(pid: number | string): Promise<void> {
    const embedded = await start()
    await query(embedded.url, 'create table kept as select 1 as one')
    const file = path.join(dataDir, 'postgres/data/postmaster.pid')
    const [, ...rest] = readFileSync(file, 'utf8').split('\n')
    await embedded.stop()
    writeFileSync(file, typeof pid === 'string' ? pid : [pid, ...rest].join('\n'))
  }
  const expectKept = async () => expect(await query((await start()).url, 'select one from kept')).toEqual([{ one: 1 }])

  test('a server that was killed and not waited for is none: the next one starts', async () => {
    const ended = await startUnawaited('sleep', ['600'])
    await claimedBy(ended.pid)
    await ended.kill()
    await expectKept()
    expect(stateOf(ended.pid)).toBe('Z')
  })

  test('another program that has got the pid is none: it is left alone, and the server starts', async () => {
    const innocent = startProgram('sleep', ['600'])
    cleanUps.push(() => innocent.child.kill('SIGKILL'))
    await claimedBy(innocent.pid)
    await expectKept()
    expect(isRunning(innocent.pid)).toBe(true)
  })

  test.each([
    ['empty', ''],
    ['of zeros, as a power cut leaves it', '\0\0\0\0'],
  ])('a file that is %s is none', async (_, text) => {
    await claimedBy(text)
    await expectKept()
  })

  test('a launcher that was killed and not waited for holds nothing', async () => {
    const holder = await startUnawaited(process.execPath, [HOLDER, dataDir])
    await until('the holder has its database', () => /"pid":\d+/.test(holder.output()))
    const { url } = JSON.parse(/\{.*\}/.exec(holder.output())?.[0] ?? '')
    await query(url, 'create table kept as select 1 as one')
    await holder.kill()
    await expectKept()
  })
})

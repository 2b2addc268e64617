import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { adminUrl } from '#lib/db/embedded-database.ts'
import { descendants, isRunning, until } from '../support/processes.ts'
import { type Program, startProgram } from '../support/start-program.ts'

const DEMO = path.resolve('lib/launch/demo.ts')

let dataDir: string
beforeAll(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'spf-demo-'))
})

const running: Program[] = []
afterAll(async () => {
  for (const program of running) program.child.kill('SIGKILL')
  await until('the data directory is nobody’s', () => {
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 })
    return true
  })
})

function startDemo(): Program {
  const program = startProgram(process.execPath, [DEMO], { DATA_DIR: dataDir })
  running.push(program)
  return program
}

async function addressOf(program: Program): Promise<string> {
  const found = () => /Open this address: {2}(\S+)/.exec(program.output())?.[1]
  const ended = program.exitCode.then((code) => {
    throw new Error(`The demo ended with ${code}:\n${program.output()}`)
  })
  await Promise.race([until('the demo prints its address', () => found() !== undefined, 60_000), ended])
  ended.catch(() => {})
  return found() ?? ''
}

/** Asks the demo's own database, as its superuser. */
async function query(sql: string): Promise<Record<string, unknown>[]> {
  const directory = path.join(dataDir, 'postgres/data')
  const password = readFileSync(path.join(dataDir, 'postgres/password'), 'utf8')
  const port = Number(readFileSync(path.join(directory, 'postmaster.pid'), 'utf8').split('\n')[3])
  const url = new URL(adminUrl({ directory, password, logFile: '' }, port))
  url.pathname = '/smart_process_feed'
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

describe('npm run demo', () => {
  test('prints one address, refuses a second one, survives SIGKILL with all data, and ends whole', {
    timeout: 120_000,
  }, async () => {
    const first = startDemo()
    const address = await addressOf(first)
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/marketplace\/app\/1\/$/)
    expect((await fetch(address)).status).toBe(200)

    const second = startDemo()
    expect(await second.exitCode).toBe(1)
    expect(second.output()).toBe(
      `Smart Process Feed already runs on ${dataDir} (process ${first.pid}): stop it first, or set another DATA_DIR.\n`,
    )

    await query('create table kept as select 1 as one')
    const killed = descendants(first.pid)
    expect(killed.length).toBeGreaterThanOrEqual(3)
    first.child.kill('SIGKILL')
    const third = startDemo()
    expect(await addressOf(third)).toBe(address)
    expect(killed.filter(isRunning)).toEqual([])
    expect(await query('select one from kept')).toEqual([{ one: 1 }])

    const last = descendants(third.pid)
    third.child.kill('SIGINT')
    expect(await third.exitCode).toBe(0)
    expect(last.filter(isRunning)).toEqual([])
  })
})

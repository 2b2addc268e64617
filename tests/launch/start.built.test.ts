import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findFreePort, probePortFree } from '#lib/platform/ports.ts'
import { descendants, isRunning, until } from '../support/processes.ts'
import { type Program, startProgram } from '../support/start-program.ts'
import { testEnv } from '../support/test-env.ts'

const START = path.resolve('lib/launch/start.ts')
const DEMO = path.resolve('lib/launch/demo.ts')
const MIGRATE = path.resolve('lib/launch/migrate.ts')

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'spf-start-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

const node = (program: string, env: Record<string, string>) =>
  startProgram(process.execPath, [program], { ...env, DATA_DIR: dataDir })

const isReady = async (port: number) => {
  const answer = await fetch(`http://127.0.0.1:${port}/api/ready`).catch(() => null)
  return answer?.ok === true
}

describe('a launcher that cannot go on says why without a stack trace', () => {
  test('a missing configuration is listed whole', async () => {
    const program = node(START, {})
    expect(await program.exitCode).toBe(1)
    const lines = program.output().trim().split('\n')
    expect(lines[0]).toBe('Smart Process Feed cannot start:')
    for (const name of ['APP_URL', 'B24_CLIENT_ID', 'B24_CLIENT_SECRET', 'ENCRYPTION_KEYS', 'SESSION_SECRET']) {
      expect(lines.filter((line) => line.startsWith(`- ${name} is missing: `))).toHaveLength(1)
    }
    expect(lines).toHaveLength(6)
  })

  test('a port in use is one sentence', async () => {
    const server = createServer()
    const port = await findFreePort()
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    const program = node(START, { ...testEnv(), PORT: String(port), HOST: '127.0.0.1' })
    expect(await program.exitCode).toBe(1)
    server.close()
    expect(program.output()).toBe(
      `Port ${port} of 127.0.0.1 is already in use: stop what listens there, or set another PORT.\n`,
    )
  })

  test.each([
    ['npm start', START],
    ['npm run db:migrate', MIGRATE],
    ['npm run demo', DEMO],
  ])('a data directory that cannot be one is one sentence (%s)', async (_, file) => {
    const DATA_DIR = path.join(dataDir, 'a-file')
    writeFileSync(DATA_DIR, '')
    const program = startProgram(process.execPath, [file], {
      ...{ ...testEnv(), APP_MODE: 'production', DATA_DIR },
      PORT: String(await findFreePort()),
    })
    expect(await program.exitCode).toBe(1)
    expect(program.output().replace(/^DATABASE_URL is not set.*\n/, '')).toBe(
      `The data directory ${DATA_DIR} cannot be used (EEXIST): let this user write to it, or set another DATA_DIR.\n`,
    )
  })

  test.each([
    ['npm start', START],
    ['npm run db:migrate', MIGRATE],
  ])('a database that is down is one sentence without its password (%s)', async (_, file) => {
    const port = await findFreePort()
    const database = `postgresql://app:hunter2@127.0.0.1:${port}/feed`
    const program = node(file, { ...testEnv(), DATABASE_URL: database, PORT: String(await findFreePort()) })
    expect(await program.exitCode).toBe(1)
    expect(program.output()).toBe(
      `The database 127.0.0.1:${port}/feed cannot be used (connect ECONNREFUSED 127.0.0.1:${port}): start it, or correct DATABASE_URL.\n`,
    )
  })
})

describe('npm start', () => {
  let program: Program
  let port: number
  let processes: number[]

  beforeEach(async () => {
    port = await findFreePort()
    const env = { ...testEnv(), PORT: String(port), HOST: '127.0.0.1', APP_URL: `http://127.0.0.1:${port}` }
    program = startProgram('npm', ['start'], { ...env, DATA_DIR: dataDir })
    await until(`the app is ready\n${program.output()}`, () => isReady(port), 40_000)
    processes = descendants(program.pid)
  }, 60_000)

  afterEach(() => program.child.kill('SIGKILL'))

  const expectNothingLeft = async () => {
    await until('every process has ended', () => !processes.some(isRunning))
    expect(await probePortFree(port)).toBe(true)
  }

  test('says that it uses the embedded database, and ends with it at SIGTERM, clean and without an orphan', async () => {
    expect(program.output()).toContain(`using the embedded PostgreSQL with its data in ${dataDir}`)
    expect(processes.length).toBeGreaterThanOrEqual(3)
    program.child.kill('SIGTERM')
    expect(await program.exitCode).toBe(0)
    await expectNothingLeft()
  })

  test('leaves no orphan when it is killed', async () => {
    program.child.kill('SIGKILL')
    for (const pid of processes.slice(0, 1)) process.kill(pid, 'SIGKILL')
    await expectNothingLeft()
  })
})

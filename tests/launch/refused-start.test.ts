import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startProgram } from '../support/start-program.ts'
import { testEnv } from '../support/test-env.ts'

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'spf-refused-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

const run = async (program: string, env: Record<string, string>) => {
  const { exitCode, output } = startProgram(process.execPath, ['--conditions=react-server', path.resolve(program)], {
    ...{ DATA_DIR: dataDir, ...env },
  })
  return { code: await exitCode, output: output() }
}

test.each(['lib/launch/start.ts', 'lib/launch/rotate-keys.ts', 'lib/launch/replay-receipts.ts', 'lib/launch/demo.ts'])(
  '%s with settings that nothing could work with ends with a sentence for each, and no value',
  async (program) => {
    const secret = 'https://user:hunter2@oauth.example.com'
    const { code, output } = await run(program, {
      ...{ ...testEnv(), TRUSTED_PROXIES: 'proxy.internal', METRICS_TOKEN: 'a token with spaces', LOG_LEVEL: 'loud' },
      ...(program !== 'lib/launch/demo.ts' && { B24_OAUTH_SERVERS: secret }),
    })
    expect(code).toBe(1)
    const told = output.trim().split('\n')
    expect(told[0]).toBe('Smart Process Feed cannot start:')
    const names = program === 'lib/launch/demo.ts' ? [] : ['B24_OAUTH_SERVERS']
    expect(told.slice(1).map((line) => /^- (\w+) must .*\.$/.exec(line)?.[1])).toEqual([
      ...names,
      ...['TRUSTED_PROXIES', 'METRICS_TOKEN', 'LOG_LEVEL'],
    ])
    expect(output).not.toMatch(/hunter2|proxy\.internal|a token with/)
  },
)

test.each([
  ['a mistyped name', { B24_CLIENT_ID: '', B24_CLIENTID: 'app.1' }, 'did you mean B24_CLIENT_ID?'],
  [
    'a connection that nothing uses',
    { DATABASE_MIGRATION_URL: 'postgresql://a:b@c/d' },
    'DATABASE_MIGRATION_URL is not',
  ],
])('npm start warns of %s', async (_, env, warning) => {
  const { output } = await run('lib/launch/start.ts', { ...testEnv(), ...env, HOST: '192.0.2.1' })
  expect(output).toContain('Warning: ')
  expect(output).toContain(warning)
})

test.each([
  ['DATABASE_URL', { DATABASE_URL: 'postgresql://app:hunter2@127.0.0.1:1/feed?sslrootcert=/no/such/file' }],
  [
    'DATABASE_MIGRATION_URL',
    { DATABASE_MIGRATION_URL: 'postgresql://app:hunter2@127.0.0.1:1/feed?sslrootcert=/no/such/file' },
  ],
])('%s that names a certificate which is not there is one sentence without the password', async (name, env) => {
  const { DATABASE_URL = '' } = process.env
  const own = process.env.TEST_DATABASE_URL ?? DATABASE_URL
  const { code, output } = await run('lib/launch/migrate.ts', { DATABASE_URL: own, ...env })
  expect(code).toBe(1)
  expect(output).toMatch(new RegExp(`^The database 127.0.0.1:1/feed cannot be used .*correct ${name}\\.\\n$`))
  expect(output).not.toContain('hunter2')
})

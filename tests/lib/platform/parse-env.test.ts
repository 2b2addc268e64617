import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import pg from 'pg'
import pino from 'pino'
import { describe, expect, test } from 'vitest'
import { mayBeHttp } from '#lib/bitrix24/portal-admission.ts'
import { open, parseKeyRing, seal } from '#lib/platform/crypto.ts'
import { findTypos } from '#lib/platform/env-typos.ts'
import { type Env, parseEnv, VARIABLES, wholeEnvironment } from '#lib/platform/parse-env.ts'
import { clientAddress, limitedBy } from '#lib/platform/remote-address.ts'
import { readFrame, signFrame } from '#lib/sessions/frame-address.ts'
import { testEnv } from '../../support/test-env.ts'

const complete = testEnv()
const problemsOf = (change: Record<string, string | undefined>) => {
  const result = parseEnv({ ...complete, ...change })
  return 'problems' in result ? result.problems : []
}

describe('the environment', () => {
  test('takes its defaults from the contract', () => {
    const result = parseEnv({ ...complete, B24_ALLOW_PRIVATE_PORTALS: '', DATABASE_TIMEOUT_MS: '', LOG_LEVEL: '' })
    expect('env' in result && result.env).toMatchObject({
      port: 3000,
      host: '0.0.0.0',
      databaseUrl: null,
      databaseTimeoutMs: 1_500,
      role: 'all',
      oauthServers: ['https://oauth.bitrix.info', 'https://oauth.bitrix24.tech'],
      allowPrivatePortals: false,
      privatePortals: [],
      httpPortals: [],
      logLevel: 'info',
      sweepIntervalSeconds: 300,
      retentionDays: 90,
    })
  })

  test('names everything that is missing at once, one sentence each', () => {
    const result = parseEnv({})
    expect('problems' in result && result.problems.map((problem) => problem.split(' ', 1)[0])).toEqual([
      'APP_URL',
      'B24_CLIENT_ID',
      'B24_CLIENT_SECRET',
      'ENCRYPTION_KEYS',
      'SESSION_SECRET',
    ])
  })

  test('an address on the open network is https', () => {
    expect(problemsOf({ APP_URL: 'http://feed.example.com' })).toHaveLength(1)
    expect(problemsOf({ APP_URL: 'https://feed.example.com/' })).toEqual([])
    expect(problemsOf({ B24_OAUTH_SERVERS: 'https://oauth.bitrix.info,http://oauth.example.com' })).toHaveLength(1)
  })

  test('a weak or broken secret is refused without being repeated', () => {
    for (const [name, value] of [
      ['SESSION_SECRET', 'short-but-secret'],
      ['ENCRYPTION_KEYS', 'k1:not32bytes'],
      ['ENCRYPTION_KEYS', `${complete.ENCRYPTION_KEYS},${complete.ENCRYPTION_KEYS}`],
      ['METRICS_TOKEN', 'tiny'],
      ['DATABASE_URL', 'mysql://user:hunter2@db/app'],
    ] as const) {
      const problems = problemsOf({ [name]: value })
      expect(problems).toHaveLength(1)
      expect(problems[0]).toContain(name)
      expect(problems[0]).not.toContain(value)
    }
  })

  test.each([
    ['TRUSTED_PROXIES', 'proxy.internal'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['TRUSTED_PROXIES', '192.168.7'],
    ['TRUSTED_PROXIES', '0x0a000001'],
    ['TRUSTED_PROXIES', '10.0.0.1,,10.0.0.2'],
    ['TRUSTED_PROXIES', '10.0.0.1,'],
    ['TRUSTED_PROXIES', '2001:db8::/129'],
    ['TRUSTED_PROXIES', '::ffff:10.0.0.0/8'],
    ['TRUSTED_PROXIES', '10.0.0.1/8/8'],
    ['APP_URL', 'https://feed.example.com/api/bitrix24/launch'],
    ['APP_URL', 'https://feed.example.com?x=1'],
    ['APP_URL', 'https://feed.example.com#x'],
    ['APP_URL', 'https://user:pass@feed.example.com'],
    ['APP_URL', 'feed.example.org'],
    ['B24_OAUTH_SERVERS', 'https://oauth.bitrix.info/oauth/token'],
    ['B24_OAUTH_SERVERS', 'https://user:pass@oauth.bitrix.info'],
    ['B24_OAUTH_SERVERS', 'http://oauth.bitrix.info'],
    ['B24_OAUTH_SERVERS', 'https://oauth.bitrix.info,'],
    ['B24_ALLOW_PRIVATE_PORTALS', 'yes'],
    ['B24_PRIVATE_PORTALS', 'https://crm.corp'],
    ['B24_PRIVATE_PORTALS', '10.0.0.0/8'],
    ['B24_PRIVATE_PORTALS', '*.corp'],
    ['B24_PRIVATE_PORTALS', 'crm.corp,'],
    ['B24_HTTP_PORTALS', 'crm.example.com/portal'],
    ['B24_HTTP_PORTALS', 'crm.example.com:99999'],
    ['B24_HTTP_PORTALS', '1 2'],
    ['PORT', '1e3'],
    ['PORT', '0x10'],
    ['PORT', '3000.0'],
    ['PORT', '-1'],
    ['PORT', '65536'],
    ['HOST', 'http://0.0.0.0'],
    ['HOST', '--inspect'],
    ['HOST', 'a b'],
    ['RETENTION_DAYS', '1e2'],
    ['SWEEP_INTERVAL_SECONDS', '86401'],
    ['DATABASE_TIMEOUT_MS', 'Infinity'],
    ['ROLE', 'webb'],
    ['LOG_LEVEL', 'verbose'],
    ['METRICS_TOKEN', 'a token with spaces'],
    ['METRICS_TOKEN', 'ключ-ключ-ключ-ключ'],
    ['ENCRYPTION_KEYS', `:${randomBytes(32).toString('base64')}`],
    ['ENCRYPTION_KEYS', `k1:${randomBytes(16).toString('base64')}`],
    ['ENCRYPTION_KEYS', `k1:${randomBytes(32).toString('hex')}`],
    ['ENCRYPTION_KEYS', `k1:${randomBytes(32).toString('base64')},`],
    ['DATABASE_URL', 'postgresql://app:50%@db/feed'],
    ['DATABASE_URL', 'postgresql://app:secret@db/feed?options=-c%20role%3Dpostgres'],
    ['DATABASE_URL', 'postgresql://app:secret@db/feed?statement_timeout=0'],
    ['DATABASE_MIGRATION_URL', 'postgresql://app:secret@db/feed?client_encoding=latin1'],
  ])('%s=%s is one sentence at the start, which does not repeat it', (name, value) => {
    const problems = problemsOf({ [name]: value })
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^${name} .+\\.$`))])
    expect(problems.join().split(name).join()).not.toContain(value)
  })

  test('white space around a value is not part of it, and case does not matter where words are given', () => {
    const result = parseEnv({
      ...{ ...complete, APP_URL: ' HTTPS://Feed.Example.com/ ', PORT: ' 5 ', ROLE: 'Web\r', LOG_LEVEL: 'INFO' },
      ...{ METRICS_TOKEN: 'a-token-from-a-file\n', DATABASE_URL: '  ', TRUSTED_PROXIES: ' 10.0.0.0/8 , ::1 ' },
    })
    expect('env' in result && result.env).toMatchObject({
      ...{ appUrl: 'https://feed.example.com', port: 5, role: 'web', logLevel: 'info', databaseUrl: null },
      ...{ metricsToken: 'a-token-from-a-file', trustedProxies: [{ bits: 8 }, { bits: 128 }] },
    })
  })

  test('goes to the server whole: what is not set is empty, so that no file of the server’s own adds to it', () => {
    const whole = wholeEnvironment({ ...complete, ROLE: ' web ', TRUSTED_PROXIES: undefined, OTHER: 'x' })
    expect(Object.keys(whole).toSorted()).toEqual(VARIABLES.toSorted())
    expect(whole).toMatchObject({ ROLE: 'web', TRUSTED_PROXIES: '', B24_CLIENT_ID: complete.B24_CLIENT_ID })
  })

  test('what only resembles one of its variables is told, what belongs to others is not', () => {
    const { B24_CLIENT_ID = '', ...rest } = complete
    const others = { PATH: '/bin', HOSTNAME: 'box', LOGNAME: 'me', XDG_SESSION_ID: '1', APP_ENV: 'x', PORTS: '1' }
    expect(findTypos({ ...rest, ...others, B24_CLIENTID: B24_CLIENT_ID })).toEqual([
      'B24_CLIENTID is no variable of this app: did you mean B24_CLIENT_ID?',
    ])
    expect(findTypos({ ...complete, ...others, TRUSTED_PROXY: '10.0.0.1', B24_SCOPE: 'crm' })).toEqual([
      'TRUSTED_PROXY is no variable of this app: did you mean TRUSTED_PROXIES?',
      'B24_SCOPE is no variable of this app.',
    ])
    expect(findTypos({ ...complete, TRUSTED_PROXIES: '10.0.0.1' })).toEqual([])
  })

  test('every variable of the operating manual is one that is read, and the other way round', () => {
    const manual = readFileSync('docs/operate.md', 'utf8')
    const table = manual.slice(manual.indexOf('## Environment'), manual.indexOf('## Several instances'))
    const rows = table.split('\n').filter((line) => line.startsWith('| `'))
    const documented = rows.flatMap((row) => (row.split('|')[1] ?? '').match(/[A-Z][A-Z\d_]+/g) ?? [])
    expect(documented.toSorted()).toEqual(VARIABLES.filter((name) => name !== 'APP_MODE').toSorted())
  })

  test('is either refused, or nothing that reads it later can fail, whatever it holds', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '',
        ' ',
        '0',
        '1e3',
        '0x10',
        'https://',
        'https://a',
        '10.0.0.0/8',
        '::1',
        'a,b',
        ',',
        '%',
        '::ffff:0:0/96',
      ),
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      fc.tuple(fc.ipV4Extended(), fc.nat(40)).map(([address, bits]) => `${address}/${bits}`),
      fc.tuple(fc.ipV6(), fc.nat(140)).map(([address, bits]) => `${address}/${bits}`),
      fc.tuple(fc.string(), fc.string()).map(([user, name]) => `postgresql://${user}:pass@db:5432/${name}`),
      fc.uint8Array({ minLength: 31, maxLength: 33 }).map((key) => `k1:${Buffer.from(key).toString('base64')}`),
      fc.string({ minLength: 30, maxLength: 40 }),
    )
    const change = fc.dictionary(fc.constantFrom(...VARIABLES), anything, { minKeys: 1, maxKeys: 4 })
    fc.assert(
      fc.property(change, (changed) => {
        const read = parseEnv({ ...complete, ...changed })
        if ('problems' in read) return read.problems.every((problem) => /^[A-Z\d_]+ [^\n]+\.$/.test(problem))
        use(read.env)
        return true
      }),
      { numRuns: 1_000 },
    )
  })
})

/** All that is done with the environment once the app serves. */
function use(env: Env): void {
  const peers = ['10.0.0.2', '::ffff:10.0.0.2', '::1', 'fe80::1%eth0', '', 'x']
  for (const peer of peers) {
    limitedBy(
      clientAddress(
        new Headers({ 'x-remote-address': peer, 'x-forwarded-for': '1.2.3.4, ::1, x' }),
        env.trustedProxies,
      ),
    )
  }
  const ring = parseKeyRing(env.encryptionKeys)
  expect(open(ring, seal(ring, 'text', 'portal'), 'portal')).toBe('text')
  const frame = { origin: 'https://x.bitrix24.com', pages: 'app' } as const
  expect(readFrame(env.sessionSecret, signFrame(env.sessionSecret, frame, new Date(0)), new Date(0))).toEqual(frame)
  for (const server of env.oauthServers) expect(new URL(`${server}/oauth/token/`).origin).toBe(server)
  for (const host of [...env.privatePortals, ...env.httpPortals])
    expect(mayBeHttp(env, `http://${host}/rest`)).toBe(true)
  expect(new URL(`${env.appUrl}/api/bitrix24/events`).pathname).toBe('/api/bitrix24/events')
  expect(new URLSearchParams({ client_id: env.clientId, client_secret: env.clientSecret }).size).toBe(2)
  if (env.metricsToken !== null) {
    const sent = new Headers({ authorization: `Bearer ${env.metricsToken}` }).get('authorization')
    expect(/^Bearer (\S+)$/.exec(sent ?? '')?.[1]).toBe(env.metricsToken)
  }
  for (const connectionString of [env.databaseUrl, env.migrationUrl]) {
    if (connectionString !== null) new pg.Client({ connectionString })
  }
  expect([...Object.keys(pino.levels.values), 'silent']).toContain(env.logLevel)
  for (const number of [env.port, env.databaseTimeoutMs, env.sweepIntervalSeconds, env.retentionDays]) {
    expect(Number.isSafeInteger(number)).toBe(true)
  }
  expect(path.isAbsolute(env.dataDir)).toBe(true)
}

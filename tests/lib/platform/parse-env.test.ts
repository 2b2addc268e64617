import { describe, expect, test } from 'vitest'
import { parseEnv } from '#lib/platform/parse-env.ts'
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
})

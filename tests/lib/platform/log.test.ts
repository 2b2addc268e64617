import { expect, test, vi } from 'vitest'
import { log } from '#lib/platform/log.ts'

test('a level that is set but empty is the usual one', () => {
  vi.stubEnv('LOG_LEVEL', '')
  expect(log().level).toBe('info')
  vi.unstubAllEnvs()
})

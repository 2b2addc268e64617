import { Writable } from 'node:stream'
import pino from 'pino'
import { expect, test, vi } from 'vitest'
import { describeError, log } from '#lib/platform/log.ts'

/** What a child of the log writes, with all that the log is set to. */
function written(fields: object): string {
  let text = ''
  const sink = new Writable({
    write(chunk, _, done) {
      text += chunk
      done()
    },
  })
  const logger = Object.assign(Object.create(log()), { [pino.symbols.streamSym]: sink })
  logger.warn(fields, 'told')
  return text
}

test('a level that is set but empty, or no level, is the usual one; capitals do not matter', () => {
  for (const [level, expected] of [
    ['', 'info'],
    ['loud', 'info'],
    [' WARN ', 'warn'],
  ] as const) {
    vi.stubEnv('LOG_LEVEL', level)
    Reflect.deleteProperty(globalThis, Symbol.for('smart-process-feed.log'))
    expect(log().level).toBe(expected)
  }
  vi.unstubAllEnvs()
})

test('H15: tokens are hidden by their names, wherever they stand', () => {
  const text = written({ accessToken: 'abc', body: { client_secret: 'abc', inner: { refresh_token: 'abc' } } })
  expect(text).toContain('[hidden]')
  expect(text).not.toContain('abc')
})

test('H15: of an error its name, message, code and stack are told, and nothing that hangs on it', () => {
  const error = Object.assign(new Error('declined'), { code: 'E1', config: { params: { auth: 'abc' } } })
  expect(Object.keys(describeError(error))).toEqual(['name', 'message', 'code', 'stack'])
  expect(JSON.stringify(describeError(error))).not.toContain('abc')
  expect(written({ err: error })).not.toContain('abc')
})

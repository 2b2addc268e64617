import { afterEach, expect, test, vi } from 'vitest'
import { logTrouble } from '#lib/db/log-trouble.ts'
import { log } from '#lib/platform/log.ts'

const told: [string, Record<string, unknown>][] = []
afterEach(() => {
  told.length = 0
  vi.restoreAllMocks()
})

function tell(error: Error, uptimeSeconds: number) {
  for (const level of ['info', 'warn'] as const)
    vi.spyOn(log(), level).mockImplementation(
      (fields: unknown) => void told.push([level, fields as Record<string, unknown>]),
    )
  logTrouble(error, 'the poll failed', { uptimeSeconds, job: 'sweep' })
  return told
}

const late = new Error('timeout exceeded when trying to connect')
const away = { err: { name: 'Error', message: late.message, code: undefined }, job: 'sweep' }

test('a database that is late while a process starts is no warning, and never a stack trace', () => {
  expect(tell(late, 5)).toEqual([['info', away]])
})

test('one that is away later is a warning without a stack trace', () => {
  expect(tell(late, 120)).toEqual([['warn', away]])
})

test('a bug is a warning with its stack trace, also while a process starts', () => {
  expect(tell(new Error('column "x" does not exist'), 5)).toEqual([
    ['warn', { err: expect.objectContaining({ stack: expect.stringContaining('log-trouble') }), job: 'sweep' }],
  ])
})

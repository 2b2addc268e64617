import { expect, test } from 'vitest'
import { explainFailure } from '#lib/launch/explain-failure.ts'
import { Problem } from '#lib/platform/problem.ts'

const failure = (message: string, more: object = {}) => Object.assign(new Error(message), more)

test.each([
  ['a problem', new Problem('Do this.'), 'Do this.'],
  ['a database that went away', failure('gone', { code: 'ECONNREFUSED' }), 'The database went away'],
  ['the same as Prisma tells it', failure("Can't reach it", { code: 'P1001' }), 'The database went away'],
  ['a missing right', failure('permission denied for table portal', { code: '42501' }), 'does not permit that'],
  [
    'the same as Prisma tells it',
    failure('Raw query failed. Code: `42501`. Message: `permission denied for table portal`', { code: 'P2010' }),
    'does not permit that',
  ],
  ['a table that is not there yet', failure('no table', { code: 'P2021' }), 'npm run db:migrate'],
  [
    'a folder that may not be written',
    failure('EACCES', { code: 'EACCES', syscall: 'open', path: '/x' }),
    '/x cannot be used (EACCES)',
  ],
])('%s is one sentence with the remedy', (_, error, sentence) => {
  const told = explainFailure(error)
  expect(told).toContain(sentence)
  expect(told).toMatch(/^[^\n]+\.$/)
})

test('a bug is none, and keeps its stack trace', () => {
  expect(explainFailure(new TypeError('x is not a function'))).toBeNull()
  expect(explainFailure('text')).toBeNull()
})

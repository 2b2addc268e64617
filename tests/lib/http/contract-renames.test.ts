import { afterAll, expect, test } from 'vitest'
import { ContractTypes } from '../../support/contract-types.ts'

const types = new ContractTypes()
afterAll(() => types.close())

/** For scripts and operators: our own pages show nothing of it. */
const unreadByPages = [
  'POST /api/session.portal.domain',
  'GET /api/watches.watches.checkpointItemId',
  'GET /api/watches.watches.sweptAt',
  'GET /api/watches.watches.lastItemAt',
  'GET /api/diagnostics.bindings.handler',
  'GET /api/diagnostics.queue.unnamed.count',
  'GET /api/diagnostics.item.crm',
  'GET /api/diagnostics.item.receipts.actor',
  'GET /api/diagnostics.item.receipts.sentAt',
  'GET /api/health.status',
  'GET /api/health.version',
  'GET /api/health.commit',
  'GET /api/ready.status',
  'GET /api/ready.notReady',
  'problem.limit',
  'problem.type',
  'problem.title',
  'problem.status',
]

// Some 200 fields, each with a check of the files that may miss it: half a minute where others work beside it.
test('a field that is called otherwise on one side fails the type check, whichever field and side', () => {
  const missed = types.sentFields().map((field) => ({ path: field.path, ...types.missedOn(field) }))
  expect(missed.length).toBeGreaterThan(200)
  expect(missed.filter(({ server }) => !server).map(({ path }) => path)).toEqual([])
  expect(missed.filter(({ browser }) => !browser).map(({ path }) => path)).toEqual(unreadByPages)
}, 600_000)

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { db } from '#lib/db/client.ts'
import { inPortal } from '#lib/db/in-portal.ts'
import { digest } from '#lib/platform/crypto.ts'
import { drain } from '#lib/platform/drain.ts'
import { once } from '#lib/platform/once.ts'
import { findFreePort } from '#lib/platform/ports.ts'
import { RateLimiter } from '#lib/platform/rate-limiter.ts'
import { receiveEvent } from '#lib/receipts/receive-event.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { eventForm } from '../../support/event-form.ts'
import { makePortal } from '../../support/factories.ts'

const token = 't'.repeat(32)
const burst = 5
let database: TestDatabase
let nowMs = Date.parse('2026-11-20T12:00:00Z')
const clock = () => new Date(nowMs)

beforeAll(async () => {
  database = await createTestDatabase()
  // Nobody listens at the one OAuth server.
  Object.assign(process.env, {
    DATABASE_URL: database.url,
    B24_OAUTH_SERVERS: `http://127.0.0.1:${await findFreePort()}`,
    LOG_LEVEL: 'silent',
  })
  // The limit itself, with numbers that a test reaches.
  once('hint-limiter', () => new RateLimiter({ burst, perSecond: 1 }))
})

// What is counted is written when the process ends; so are the connections closed.
afterAll(async () => {
  await drain()
  await database.drop()
})

beforeEach(() => {
  nowMs += 3_600_000
})

async function install(seed: number, { isOlder = false } = {}) {
  const { portal, installation } = makePortal(seed)
  await db().portal.create({ data: portal })
  await inPortal(portal.id, (tx) =>
    tx.installation.create({ data: { ...installation, applicationTokenDigest: isOlder ? null : digest(token) } }),
  )
  return { ...portal, applicationToken: token }
}

type Installed = Awaited<ReturnType<typeof install>>

const send = async (portal: Installed, fields: Parameters<typeof eventForm>[1] = { itemId: 7 }, from = '203.0.113.7') =>
  (await receiveEvent(String(eventForm(portal, fields)), { from, clock })).kind

test('a portal that announces too many items is told so, is counted, and may go on later; another portal never notices', async () => {
  const [flooded, other] = [await install(1), await install(2)]
  const answers = []
  for (let n = 0; n < burst + 3; n += 1) answers.push(await send(flooded))
  expect(answers).toEqual([...Array(burst).fill('received'), ...Array(3).fill('too_many')])
  expect(await send(other)).toBe('received')
  // It comes once, so it is never refused.
  expect(await send(flooded, { event: 'ONAPPUNINSTALL', itemId: undefined, ts: undefined })).toBe('received')
  nowMs += 1_000
  expect([await send(flooded), await send(flooded)]).toEqual(['received', 'too_many'])
  const refused = async ({ id }: Installed) =>
    (await inPortal(id, (tx) => tx.refusedHints.findMany({ where: { portalId: id } }))).reduce(
      (sum, { count }) => sum + count,
      0,
    )
  await expect.poll(() => refused(flooded)).toBe(4)
  expect(await refused(other)).toBe(0)
})

test('unproved senders use up nothing of a portal, whatever they send', async () => {
  const portal = await install(3)
  // Whoever comes right after a proved one is compared as well.
  expect(await send(portal)).toBe('received')
  for (let n = 0; n < burst + 3; n += 1) {
    expect(await send({ ...portal, applicationToken: 'f'.repeat(32) })).toBe('not_proved')
  }
  expect(await send(portal)).toBe('received')
})

test.each([
  ['of an older portal', true],
  ['of a portal that may have renewed it', false],
])(
  'the token %s may be introduced some times by one address, and nobody is asked about it for strangers',
  async (_, isOlder) => {
    const portal = { ...(await install(isOlder ? 4 : 8, { isOlder })), applicationToken: 'f'.repeat(32) }
    const stranger = { ...makePortal(5).portal, applicationToken: token }
    const introduce = (sender: Installed) =>
      send(sender, { event: 'ONAPPINSTALL', itemId: undefined, accessToken: 'made up' })
    const answers = []
    // Who is asked about is found out by the error: nobody answers.
    for (let n = 0; n < 12; n += 1) answers.push(await introduce(portal))
    expect(answers).toEqual([...Array(10).fill('not_stored'), 'too_many', 'too_many'])
    expect(await introduce(stranger)).toBe('not_proved')
  },
)

test('all addresses together introduce the token of a portal so often and no more, and who waits is first', async () => {
  const portal = { ...(await install(10)), applicationToken: 'f'.repeat(32) }
  const introduce = (n: number) =>
    send(portal, { event: 'ONAPPINSTALL', itemId: undefined, accessToken: 'made up' }, `198.51.100.${n}`)
  const answers = []
  for (let n = 0; n < 62; n += 1) answers.push(await introduce(n))
  // Who is asked about is found out by the error: nobody answers.
  expect(answers).toEqual([...Array(60).fill('not_stored'), 'too_many', 'too_many'])
  // Time for three more: two of them are for those who wait.
  nowMs += 6_000
  expect([await introduce(100), await introduce(101)]).toEqual(['not_stored', 'too_many'])
})

test('D8: an item is a person’s where a person’s token came with its event, and an automation’s where none did', async () => {
  const portal = await install(9)
  await send(portal, { itemId: 1, accessToken: 'made up' })
  await send(portal, { itemId: 2 })
  const receipts = await inPortal(portal.id, (tx) =>
    tx.receipt.findMany({ where: { portalId: portal.id }, orderBy: { itemId: 'asc' }, select: { actor: true } }),
  )
  expect(receipts.map(({ actor }) => actor)).toEqual(['PERSON', 'AUTOMATION'])
})

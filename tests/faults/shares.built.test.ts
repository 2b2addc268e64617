import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import type { FeedClient } from '../support/feed-client.ts'
import { createPortal, type PortalDriver, people } from '../support/portal-driver.ts'
import { runSystem } from '../support/start-system.ts'

const system = runSystem()
const soon = { interval: 50 }

const repeat = <T>(count: number, work: (n: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, n) => work(n)))

/** The status of an answer, once all of it has come; and of a refusal when to come back. */
async function statusOf(asking: Promise<Response>): Promise<{ status: number; retryAfter: number | null }> {
  const response = await asking
  await response.text()
  const retryAfter = response.headers.get('retry-after')
  return { status: response.status, retryAfter: retryAfter === null ? null : Number(retryAfter) }
}

const restOf = async (portal: PortalDriver, userId: number) =>
  (await system().simulator.restLog(portal.memberId)).filter((call) => call.userId === userId).length

const adminRoutes = [
  ['GET', '/api/diagnostics'],
  ['GET', '/api/entity-types'],
  ['PUT', '/api/watches'],
  ['POST', '/api/diagnostics/replay'],
  ['POST', '/api/diagnostics/bindings'],
] as const

test('T2: an employee who loops admin routes costs the portal one request, and an item is confirmed by the requests it always takes', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const employee = await portal.viewer(people.employee)
  const [usual = 0] = await portal.create({ entityTypeId: 1220 })
  await expect.poll(() => admin.itemIds(), soon).toEqual([usual])
  const before = await restOf(portal, people.employee)
  let isOver = false
  const answers = new Set<number>()
  const loop = async (n: number) => {
    for (let round = n; !isOver; round += 1) {
      const [method, path] = adminRoutes[round % adminRoutes.length] ?? adminRoutes[0]
      answers.add((await statusOf(employee.request(path, { method, ...(method !== 'GET' && { body: '{}' }) }))).status)
    }
  }
  const loops = repeat(24, loop)
  await expect.poll(() => answers.size, soon).toBe(1)
  const stream = await admin.stream()
  const calls = (await system().simulator.restLog(portal.memberId)).length
  const [itemId = 0] = await portal.create({ entityTypeId: 1220 })
  await expect.poll(() => stream.itemIds, soon).toEqual([itemId])
  const asked = (await system().simulator.restLog(portal.memberId)).slice(calls)
  isOver = true
  await loops
  expect([...answers]).toEqual([403])
  expect(asked.filter((call) => call.userId === people.employee)).toEqual([])
  expect((await restOf(portal, people.employee)) - before).toBe(1)
})

/** What costs this process a read or a write, each of them asked many times at once. */
const floods: [string, (n: number) => readonly [string, RequestInit?]][] = [
  ['searches', (n) => [`/api/feed?q=nobody-has-this-word-${n}`]],
  ['counts of activity', () => ['/api/activity']],
  ['counts of what is unread', () => ['/api/feed/unread']],
  ['polls', () => ['/api/feed/changes?since=0']],
  ['questions for silence', () => ['/api/insight']],
  ['exports', () => ['/api/feed/export']],
  ['questions for stages', () => ['/api/stages?entityTypeId=1220&stageId=DT1220_1:NEW']],
  ['preferences', () => ['/api/preferences', { method: 'PUT', body: JSON.stringify({ views: [] }) }]],
  ['marks of what was seen', () => ['/api/feed/seen', { method: 'POST', body: JSON.stringify({ revision: '1' }) }]],
]

test.each(floods)(
  'T3: of one viewer’s hundred %s at once some wait and some are told to come back; whoever else asks is the next',
  async (_, ask) => {
    const portal = await createPortal(system())
    const other = await createPortal(system())
    const admin = await portal.ready(1220)
    const stranger = await other.ready(1220)
    const greedy = await portal.viewer(people.employee)
    const colleague = await portal.viewer(people.manager)
    await repeat(3, () => portal.create({ entityTypeId: 1220, userId: people.employee }))
    await expect.poll(async () => (await admin.itemIds()).length, soon).toBe(3)
    const order: string[] = []
    const done = async (name: string, asking: Promise<Response>) => {
      const answer = await statusOf(asking)
      // Who is told to come back is told so beside the others.
      if (answer.status === 200 || answer.status === 204) order.push(name)
      return answer
    }
    system().databaseProxy.slow(10)
    try {
      const flood = repeat(120, (n) => done('greedy', greedy.request(...ask(n))))
      const [beside, elsewhere] = await Promise.all([
        done('colleague', colleague.request('/api/feed')),
        done('stranger', stranger.request('/api/feed')),
      ])
      expect([beside.status, elsewhere.status]).toEqual([200, 200])
      // Six are worked on at once, and each of the others may have answered twice meanwhile.
      expect(order.indexOf('colleague')).toBeLessThan(40)
      expect(order.indexOf('stranger')).toBeLessThan(40)
      const answers = await flood
      const refused = answers.filter(({ status }) => status === 429)
      expect(refused.length).toBeGreaterThan(0)
      for (const { retryAfter } of refused) expect(retryAfter).toBeGreaterThan(0)
    } finally {
      system().databaseProxy.slow(0)
    }
  },
  60_000,
)

test('T3: of one viewer’s forty streams ten are left, the newest; the others are told to poll, and whoever else streams is not cut', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready({ entityTypeId: 1220, visibility: 'portal' })
  const colleague = await admin.stream()
  const employee = await portal.viewer(people.employee)
  const streams: Awaited<ReturnType<FeedClient['stream']>>[] = []
  for (let n = 0; n < 40; n += 1) streams.push(await employee.stream())
  const isCrowded = (stream: (typeof streams)[number]) => stream.events.some(({ name }) => name === 'crowded')
  await expect.poll(() => streams.filter(isCrowded).length, soon).toBe(30)
  const ended = streams.slice(0, 30)
  expect(await Promise.all(ended.map((stream) => stream.ended))).toEqual(ended.map(() => 'ended'))
  for (const { retryMs } of ended) expect(retryMs).toBeGreaterThanOrEqual(60_000)
  // Whoever gave way does not fight back.
  const again = await statusOf(employee.request('/api/feed/stream?ifFree=1'))
  expect(again).toEqual({ status: 429, retryAfter: 60 })
  const [itemId = 0] = await portal.create({ entityTypeId: 1220 })
  const live = [colleague, ...streams.slice(30)]
  await expect.poll(() => live.map(({ itemIds }) => itemIds), soon).toEqual(live.map(() => [itemId]))
  await streams[39]?.cut()
  await expect
    .poll(
      () =>
        employee.stream({ query: 'ifFree=1' }).then(
          () => 'open',
          () => 'full',
        ),
      soon,
    )
    .toBe('open')
})

test('T11: made-up tokens from an address keep no colleague behind the same address out, while they come and afterwards', async () => {
  const portal = await createPortal(system())
  await portal.ready(1220)
  const { simulator, app } = system()
  const show = (accessToken: string) =>
    statusOf(
      fetch(`${app.url}/api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ accessToken, memberId: portal.memberId, domain: portal.domain }),
      }),
    )
  const tokenOf = async (userId: number) => (await simulator.issueTokens(portal.memberId, { userId })).AUTH_ID
  const madeUp = () => show(randomBytes(24).toString('hex'))
  const first = await repeat(400, madeUp)
  expect(new Set(first.map(({ status }) => status)).isSubsetOf(new Set([401, 429]))).toBe(true)
  let isOver = false
  const loops = repeat(24, async () => {
    while (!isOver) expect([401, 429]).toContain((await madeUp()).status)
  })
  try {
    expect((await show(await tokenOf(people.employee))).status).toBe(200)
    expect(await portal.submit(await portal.launchForm(people.manager))).toMatchObject({ status: 200, screen: 'feed' })
    expect(await portal.send({ itemId: 1 })).toBe(200)
  } finally {
    isOver = true
    await loops
  }
  expect((await show(await tokenOf(people.outsider))).status).toBe(200)
}, 90_000)

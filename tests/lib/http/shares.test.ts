import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { sealSession } from '#lib/sessions/session-token.ts'
import { GET as getChanges } from '../../../app/api/feed/changes/route.ts'
import { HEAD as exportHead, GET as getExport } from '../../../app/api/feed/export/route.ts'
import { GET as getFeed } from '../../../app/api/feed/route.ts'
import { POST as postSeen } from '../../../app/api/feed/seen/route.ts'
import { GET as getStream, HEAD as streamHead } from '../../../app/api/feed/stream/route.ts'
import { GET as getUnread } from '../../../app/api/feed/unread/route.ts'
import { PUT as putPreferences } from '../../../app/api/preferences/route.ts'
import { POST as postSession } from '../../../app/api/session/route.ts'
import { GET as getStages } from '../../../app/api/stages/route.ts'
import { people } from '../../support/portal-driver.ts'
import { installCore, runCore } from '../../support/start-core.ts'

const core = runCore()
const origin = 'http://127.0.0.1:3000'

type Route = (request: Request, context: undefined) => Promise<Response> | Response

/** A portal and how its people call our routes, with sessions as the launch mints them. */
async function portalOf() {
  const portal = await installCore(core(), { entityTypeId: 1220, visibility: 'portal' })
  const [row] = await core().sql<{ client_endpoint: string; domain: string }>(
    'select client_endpoint, domain from portal where id = $1',
    [portal.portalId],
  )
  const { client_endpoint: clientEndpoint = '', domain = '' } = row ?? {}
  const tokenOf = async (userId: number) => (await core().simulator.issueTokens(portal.memberId, { userId })).AUTH_ID
  const viewer = async (userId: number) => {
    const claims = { portalId: portal.portalId, domain, clientEndpoint, userId, language: 'en' }
    const { token } = await sealSession({ ...claims, accessToken: await tokenOf(userId) }, null, new Date())
    return async (route: Route, path: string, init: RequestInit = {}) =>
      route(new Request(`${origin}${path}`, { ...init, headers: { authorization: `Bearer ${token}` } }), undefined)
  }
  const show = (accessToken: string) => {
    const body = JSON.stringify({ accessToken, memberId: portal.memberId, domain })
    const headers = { 'content-type': 'application/json', 'x-remote-address': '198.51.100.7' }
    return Promise.resolve(
      postSession(new Request(`${origin}/api/session`, { method: 'POST', headers, body }), undefined),
    )
  }
  return { ...portal, domain, viewer, show, tokenOf }
}

const repeat = <T>(count: number, work: (n: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, n) => work(n)))

const floods: [string, Route, (n: number) => readonly [string, RequestInit?]][] = [
  ['searches', getFeed, (n) => [`/api/feed?q=nobody-has-this-word-${n}`]],
  ['counts', getUnread, () => ['/api/feed/unread']],
  ['polls', getChanges, () => ['/api/feed/changes?since=0']],
  ['questions for stages', getStages, () => ['/api/stages?entityTypeId=1220&stageId=DT1220_1:NEW']],
  ['preferences', putPreferences, () => ['/api/preferences', { method: 'PUT', body: JSON.stringify({ views: [] }) }]],
  ['marks', postSeen, () => ['/api/feed/seen', { method: 'POST', body: JSON.stringify({ revision: '1' }) }]],
]

test.each(floods)(
  'T3: of one viewer’s hundred %s at once some are told to come back, and whoever else asks is the next',
  async (_, route, ask) => {
    const portal = await portalOf()
    const other = await portalOf()
    const greedy = await portal.viewer(people.employee)
    const colleague = await portal.viewer(people.manager)
    const stranger = await other.viewer(people.manager)
    const order: string[] = []
    const answers: Response[] = []
    const flood = repeat(120, async (n) => {
      answers.push(await greedy(route, ...ask(n)))
      order.push('greedy')
    })
    const beside = [colleague, stranger].map(async (somebody) => {
      const answer = await somebody(getFeed, '/api/feed')
      order.push('somebody else')
      return answer.status
    })
    expect(await Promise.all(beside)).toEqual([200, 200])
    expect(order.lastIndexOf('somebody else')).toBeLessThan(40)
    await flood
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(0)
    for (const answer of refused) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(new Set(answers.map(({ status }) => status)).isSubsetOf(new Set([200, 204, 429]))).toBe(true)
  },
)

test('T3: of one viewer’s streams the newest ten stay, and the others are told to poll', async () => {
  const portal = await portalOf()
  const employee = await portal.viewer(people.employee)
  const streams: Response[] = []
  for (let n = 0; n < 15; n += 1) streams.push(await employee(getStream, '/api/feed/stream'))
  const told = await Promise.all(streams.slice(0, 5).map((stream) => stream.text()))
  for (const text of told) expect(text).toMatch(/event: crowded\ndata: \{\}\n\nretry: \d{5,}\n\n$/)
  const again = await employee(getStream, '/api/feed/stream?ifFree=1')
  expect([again.status, again.headers.get('retry-after')]).toEqual([429, '60'])
  await streams.at(-1)?.body?.cancel()
  const status = async () => (await employee(getStream, '/api/feed/stream?ifFree=1')).status
  await expect.poll(status).toBe(200)
  for (const stream of streams.slice(5, -1)) await stream.body?.cancel()
})

test('T3: an export of which nobody reads anything leaves its place when its reader goes, before it began or later', async () => {
  const portal = await portalOf()
  const employee = await portal.viewer(people.employee)
  const get = (signal?: AbortSignal) => employee(getExport, '/api/feed/export', signal ? { signal } : {})
  const leaving = new AbortController()
  const unread = [await get(leaving.signal), await get(leaving.signal)]
  expect(unread.map(({ status }) => status)).toEqual([200, 200])
  expect((await get()).status).toBe(429)
  leaving.abort()
  for (let n = 0; n < 3; n += 1) expect((await get(leaving.signal)).status).toBe(503)
  const read: Response[] = []
  // Whoever has gone is noticed in the next moment; one that stayed would be in the way for ever.
  const begin = async () => {
    const file = await get()
    if (file.ok) read.push(file)
    return read.length
  }
  await expect.poll(begin).toBe(2)
  for (const file of read) expect(await file.text()).not.toBe('')
})

test.each([
  ['an export', () => exportHead],
  ['a stream', () => streamHead],
])('T3: HEAD takes no place of %s, which nobody would read', (_, head) => {
  const answer = head()()
  expect([answer.status, answer.headers.get('allow'), answer.body]).toEqual([405, 'GET', null])
})

test('T11: made-up tokens from an address keep no colleague behind the same address out, while they come and afterwards', async () => {
  const portal = await portalOf()
  const madeUp = async () => (await portal.show(randomBytes(24).toString('hex'))).status
  expect(new Set(await repeat(320, madeUp)).isSubsetOf(new Set([401, 429]))).toBe(true)
  let isOver = false
  const loops = repeat(24, async () => {
    while (!isOver) await madeUp()
  })
  const statuses: number[] = []
  for (const userId of [people.employee, people.manager]) {
    statuses.push((await portal.show(await portal.tokenOf(userId))).status)
  }
  isOver = true
  await loops
  statuses.push((await portal.show(await portal.tokenOf(people.outsider))).status)
  expect(statuses).toEqual([200, 200, 200])
})

test('T11: the proofs of one person are one share, whether a session is shown with them or not', async () => {
  const portal = await portalOf()
  const greedy = await portal.viewer(people.employee)
  const accessToken = await portal.tokenOf(people.employee)
  const { domain, memberId } = portal
  const body = JSON.stringify({ accessToken, memberId, domain })
  const shown = await repeat(
    75,
    async () => (await greedy(postSession, '/api/session', { method: 'POST', body })).status,
  )
  expect(new Set(shown)).toEqual(new Set([200, 429]))
  const another = await portal.tokenOf(people.employee)
  const alone = await repeat(20, async () => (await portal.show(another)).status)
  expect(alone.filter((status) => status === 429).length).toBeGreaterThan(5)
  expect((await portal.show(await portal.tokenOf(people.manager))).status).toBe(200)
})

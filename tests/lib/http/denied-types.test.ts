import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { sweepPortal } from '#lib/catch-up/sweep-portal.ts'
import { sealSession } from '#lib/sessions/session-token.ts'
import { GET as getExport } from '../../../app/api/feed/export/route.ts'
import { GET as getFeed } from '../../../app/api/feed/route.ts'
import { POST as postTake } from '../../../app/api/items/[entityTypeId]/[itemId]/take/route.ts'
import { people } from '../../support/portal-driver.ts'
import { installCore, longAgo, runCore } from '../../support/start-core.ts'

const core = runCore()
const origin = 'http://127.0.0.1:3000'
const [denied, unfollowed] = [177, 147]

/** Types 1220 and 177 are followed, 147 is not; of 177 and 147 the CRM tells the employee nothing. */
async function portalOf(deniedTypes = [denied, unfollowed]) {
  const { simulator, sql } = core()
  const portal = await installCore(core(), 1220, denied)
  const { portalId, memberId } = portal
  const userId = people.employee
  await simulator.setRights(memberId, { userId, deniedTypes })
  const [itemId = 0] = await portal.create({ entityTypeId: denied, userId: people.manager, ...longAgo })
  await sweepPortal(portalId)
  const [row] = await sql<{ client_endpoint: string; domain: string }>(
    'select client_endpoint, domain from portal where id = $1',
    [portalId],
  )
  const { client_endpoint: clientEndpoint = '', domain = '' } = row ?? {}
  const accessToken = (await simulator.issueTokens(memberId, { userId })).AUTH_ID
  const claims = { portalId, domain, clientEndpoint, userId, language: 'en', accessToken }
  const { token } = await sealSession(claims, null, new Date())
  const request = (path: string, init: RequestInit = {}) =>
    new Request(`${origin}${path}`, { ...init, headers: { authorization: `Bearer ${token}` } })
  return { portal, itemId, request }
}

type Portal = Awaited<ReturnType<typeof portalOf>>
type Asking = (portal: Portal, type: number) => Promise<Response> | Response

const ways: [string, Asking][] = [
  ['a page', ({ request }, type) => getFeed(request(`/api/feed?entityTypeId=${type}`), undefined)],
  ['a search', ({ request }, type) => getFeed(request(`/api/feed?entityTypeId=${type}&q=plan`), undefined)],
  ['a file', ({ request }, type) => getExport(request(`/api/feed/export?entityTypeId=${type}`), undefined)],
  [
    'an action',
    ({ request, itemId }, type) => {
      const init = { method: 'POST', body: JSON.stringify({ key: randomUUID() }) }
      const params = Promise.resolve({ entityTypeId: String(type), itemId: String(itemId) })
      return postTake(request(`/api/items/${type}/${itemId}/take`, init), { params })
    },
  ],
]

test.each(ways)(
  'T1: %s tells no more of a type that the CRM denies than of one that nobody follows, nor by what it asks of the CRM',
  async (_, ask) => {
    const told = []
    for (const type of [denied, unfollowed]) {
      const portal = await portalOf()
      const answers = []
      for (let n = 0; n < 2; n += 1) {
        const before = (await core().simulator.restLog(portal.portal.memberId)).length
        const answer = await ask(portal, type)
        const text = (await answer.text()).replace(/"requestId":"[^"]*"/, '').replace(/"headRevision":"\d+"/, '')
        const asked = (await core().simulator.restLog(portal.portal.memberId)).slice(before)
        answers.push({ status: answer.status, text, asked: asked.map(({ method }) => method) })
      }
      told.push(answers)
    }
    expect(told[0]).toEqual(told[1])
  },
)

test('T1: to whom the CRM denies every type an action on any type is refused, and none is named', async () => {
  const { request, itemId } = await portalOf([1220, denied, unfollowed])
  for (const type of [1220, denied, unfollowed]) {
    const init = { method: 'POST', body: JSON.stringify({ key: randomUUID() }) }
    const params = Promise.resolve({ entityTypeId: String(type), itemId: String(itemId) })
    const answer = await postTake(request(`/api/items/${type}/${itemId}/take`, init), { params })
    expect(await answer.json()).toEqual({ outcome: 'refused', reason: 'denied', now: null })
  }
})

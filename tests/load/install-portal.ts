import { bearer, form, json, type Sent, send } from './http.ts'
import type { Bench } from './start-bench.ts'

/** A type of the sample portal that is followed, and one that is not. */
export const WATCHED = 1220
export const NOT_WATCHED = 147

/** A simulated portal with the app installed, by the requests that a portal and a browser would make. */
export type BenchPortal = {
  /** Our row's id. */
  id: string
  memberId: string
  domain: string
  origin: string
  /** The admin's session token. */
  token: string
  /** The event of a created item, as the portal would send it. */
  itemAdded(entityTypeId: number, itemId: number): Sent
  event(fields: Record<string, string>): Sent
  /** The opening POST of this user: address and form. */
  opening(userId: number): Promise<{ url: string; form: Sent }>
  /** What this user's page sends for a new session. */
  signIn(userId: number): Promise<Sent>
}

export async function installPortal({ appUrl, simulator, db }: Bench): Promise<BenchPortal> {
  const { memberId, origin, domain, applicationToken } = await simulator.createPortal({})
  const query = new URLSearchParams({ DOMAIN: domain, PROTOCOL: '0', LANG: 'en', APP_SID: 'bench' })
  const tokens = await simulator.issueTokens(memberId)
  await send(`${appUrl}/api/bitrix24/install?${query}`, form({ ...tokens, PLACEMENT: 'DEFAULT' }))
  await simulator.finishInstall(memberId)
  const session = await send(`${appUrl}/api/session`, json('POST', { accessToken: tokens.AUTH_ID, memberId, domain }))
  const { token } = JSON.parse(session.body) as { token: string }
  await send(`${appUrl}/api/watches`, json('PUT', { watches: [{ entityTypeId: WATCHED }] }, bearer(token)))
  const { id } = await db.portal.findUniqueOrThrow({ where: { memberId }, select: { id: true } })

  const event = (fields: Record<string, string>) =>
    form({ ...fields, 'auth[member_id]': memberId, 'auth[application_token]': applicationToken })
  return {
    ...{ id, memberId, domain, origin, token, event },
    itemAdded: (entityTypeId, itemId) =>
      event({
        event: 'ONCRMDYNAMICITEMADD',
        'data[FIELDS][ID]': String(itemId),
        'data[FIELDS][ENTITY_TYPE_ID]': String(entityTypeId),
        ts: String(Math.floor(Date.now() / 1000)),
        'auth[access_token]': tokens.AUTH_ID,
        'auth[domain]': domain,
      }),
    async opening(userId) {
      const own = await simulator.issueTokens(memberId, { userId })
      return { url: `${appUrl}/api/bitrix24/launch?${query}`, form: form({ ...own, PLACEMENT: 'DEFAULT' }) }
    },
    async signIn(userId) {
      const own = await simulator.issueTokens(memberId, { userId })
      return json('POST', { accessToken: own.AUTH_ID, memberId, domain })
    },
  }
}

import 'server-only'
import type { LaunchPayload } from '../bitrix24/launch-payload.ts'
import type { TokenOwner } from '../bitrix24/oauth.ts'
import { portalAddress } from '../bitrix24/portal-address.ts'
import { mayBeHttp } from '../bitrix24/portal-admission.ts'
import { env } from '../platform/env.ts'
import { Refusal } from '../platform/refusal.ts'

type Opened = Pick<LaunchPayload, 'domain' | 'secure' | 'openedBy'>

/**
 * The origin that may frame the app's pages for somebody who has been proved: the one that opened them, where the OAuth server calls it
 * the portal's own. The browser's word on the scheme outweighs the portal's, which does not notice a proxy that speaks TLS for it.
 * @throws Refusal `other_address`.
 */
export function requireFrameOrigin(owner: TokenOwner, { domain, secure, openedBy }: Opened): string {
  const scheme = openedBy === `http://${domain}` || openedBy === `https://${domain}` ? openedBy.split('//')[0] : null
  const origin = `${scheme ?? (secure ? 'https:' : 'http:')}//${domain}`
  if (owner.origins.includes(origin)) return origin
  const known = owner.origins.find((one) => hostOf(one) === domain)
  if (known === undefined) throw otherAddress(owner)
  if (scheme === null) return known
  // The host is the portal's. Over http anybody on the way may speak for it, so that is the operator's decision.
  if (scheme === 'http:' && !mayBeHttp(env(), origin)) throw otherAddress(owner)
  return origin
}

/** Whether the OAuth server calls this host, which a browser claims, the portal's own. */
export function isHostOf(owner: Pick<TokenOwner, 'origins'>, host: string): boolean {
  return owner.origins.some((origin) => hostOf(origin) === host)
}

/** For somebody who is proved and came by an address that nobody confirms: tells the one that the portal is known by. */
export function otherAddress({ clientEndpoint }: Pick<TokenOwner, 'clientEndpoint'>): Refusal {
  return new Refusal('other_address', 'other_domain', { address: portalAddress(clientEndpoint) })
}

function hostOf(origin: string): string {
  return origin.replace(/^https?:\/\//, '')
}

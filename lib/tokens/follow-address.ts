import 'server-only'
import { askTokenOwner } from '../bitrix24/ask-token-owner.ts'
import { isFailure } from '../bitrix24/oauth.ts'
import { type Clock, systemClock } from '../platform/clock.ts'
import { log } from '../platform/log.ts'
import { once } from '../platform/once.ts'
import { RateLimiter } from '../platform/rate-limiter.ts'
import { changeAddress } from '../portals/change-address.ts'
import { oauthConfig } from './oauth-config.ts'

type Asker = { readonly portalId: string; readonly clientEndpoint: string; readonly accessToken: string }

/** A redirect may be a proxy's that stays for long. */
const pace = { burst: 1, perSecond: 1 / 60 }

/**
 * The portal's address answers with a redirect, as after a rename (how-to-call-rest-api/change-domen.md). Where it leads is nobody's
 * proof: the OAuth server says where the portal is now, and the client secret is not sent for that.
 * @returns whether it is elsewhere now.
 */
export async function followAddress(
  { portalId, clientEndpoint, accessToken }: Asker,
  clock: Clock = systemClock,
): Promise<boolean> {
  if (!once('follow-move', () => new RateLimiter(pace)).take(portalId, clock().getTime())) return false
  const owner = await askTokenOwner(oauthConfig(), accessToken)
  if (isFailure(owner) || !owner.installed || owner.clientEndpoint === clientEndpoint) return false
  log().info({ portalId, domain: owner.domain }, 'a portal has another address')
  await changeAddress(portalId, owner)
  return true
}

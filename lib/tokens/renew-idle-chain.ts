import 'server-only'
import { Prisma } from '../db/generated/client.ts'
import { inPortal } from '../db/in-portal.ts'
import { type Clock, secondsFrom } from '../platform/clock.ts'
import { mayBeAsked } from '../portals/may-be-asked.ts'
import { renewTokens } from './renew-tokens.ts'

/**
 * A refresh token lives for 180 days, and apps that refresh without need may be blocked (settings/oauth/auto-renewal.md): a chain
 * that nothing has renewed for this long is renewed once, with a month left to try again.
 */
const idleSeconds = 150 * 86_400

/** Renews the chain of one portal if it is idle still. @throws Error with the OAuth server's code when it could not be. */
export async function renewIdleChain(portalId: string, clock: Clock): Promise<void> {
  const [stored] = await inPortal(
    portalId,
    (tx) => tx.$queryRaw<{ token_version: number }[]>`
      select n.token_version from installation n
      where n.portal_id = ${portalId}::uuid and n.refresh_token_sealed is not null and ${chainIsIdle(clock())}`,
  )
  if (!stored) return
  const outcome = await renewTokens(portalId, stored.token_version, { clock })
  if (!outcome.renewed) throw new Error(`The token chain was not renewed: ${outcome.code}.`)
}

/** Whether the token chain of a portal (`installation n`) has not been renewed for long. */
export function chainIsIdle(now: Date): Prisma.Sql {
  return Prisma.sql`${mayBeAsked} and n.recheck_at is null
    and coalesce(n.rotated_at, n.verified_at) <= ${secondsFrom(now, -idleSeconds)}::timestamptz`
}

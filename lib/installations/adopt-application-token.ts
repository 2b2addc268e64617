import 'server-only'
import { askTokenOwner } from '../bitrix24/ask-token-owner.ts'
import { isFailure } from '../bitrix24/oauth.ts'
import { mayBePrivate } from '../bitrix24/portal-admission.ts'
import { inPortal } from '../db/in-portal.ts'
import type { Clock } from '../platform/clock.ts'
import { digest } from '../platform/crypto.ts'
import { env } from '../platform/env.ts'
import { log } from '../platform/log.ts'
import { isRefusal, Refusal } from '../platform/refusal.ts'
import { findPortal } from '../portals/find-portal.ts'
import { admitsViewers } from '../portals/installation-status.ts'
import { type AdminAnswer, askAdmin } from '../sessions/ask-admin.ts'
import { oauthConfig } from '../tokens/oauth-config.ts'
import { storeApplicationToken } from '../tokens/store-application-token.ts'

/** Bitrix24 waits for the answer, and slows down for slow handlers. */
const askWithinMs = 5_000

type Introduction = {
  readonly memberId: string
  readonly accessToken: string
  readonly applicationToken: string
}

/**
 * Takes over the application token that ONAPPINSTALL or ONAPPUPDATE names (api-reference/events/safe-event-handlers.md,
 * api-reference/common/events/on-app-update.md), once the OAuth server has confirmed that its access token is of this very portal,
 * and the portal that its owner is an admin: everybody in a portal has a token of it, and could silence its events with a made-up
 * one. Nothing else of the event is kept.
 * @returns whether it is the known one now.
 * @throws Refusal `unavailable` when the OAuth server or the portal does not answer.
 */
export async function adoptApplicationToken(introduction: Introduction, clock: Clock): Promise<boolean> {
  const { memberId, accessToken, applicationToken } = introduction
  const portal = await findPortal(memberId)
  if (!portal || !admitsViewers(portal.status)) return false
  const owner = await askTokenOwner(oauthConfig(), accessToken)
  if (isFailure(owner)) {
    if (owner.kind === 'unreachable') throw new Refusal('unavailable', owner.code)
    return false
  }
  if (owner.memberId !== memberId || !owner.installed) return false
  const { portalId } = portal
  const { isAdmin } = await askOrDoubt({
    ...{ portalId, clientEndpoint: owner.clientEndpoint, accessToken, priority: 0 },
    allowPrivate: mayBePrivate(env(), owner.clientEndpoint),
    withinMs: askWithinMs,
  })
  if (!isAdmin) return false
  const offered = { digest: digest(applicationToken), accessEndsAt: owner.expiresAt }
  const isKept = await inPortal(portalId, (tx) => storeApplicationToken(tx, portalId, offered, clock()))
  log().info({ portalId, isKept }, 'an admin introduced the application token')
  return isKept
}

/** Whose token the portal does not take proves nothing. */
async function askOrDoubt(access: Parameters<typeof askAdmin>[0]): Promise<Pick<AdminAnswer, 'isAdmin'>> {
  try {
    return await askAdmin(access)
  } catch (error) {
    if (isRefusal(error) && error.code === 'unauthorized') return { isAdmin: false }
    throw error
  }
}

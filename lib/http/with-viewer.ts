import 'server-only'
import { mayBePrivate } from '../bitrix24/portal-admission.ts'
import { inPortal } from '../db/in-portal.ts'
import { systemClock } from '../platform/clock.ts'
import { env } from '../platform/env.ts'
import { Refusal } from '../platform/refusal.ts'
import { admitsViewers } from '../portals/installation-status.ts'
import { openSession, type SessionClaims } from '../sessions/session-token.ts'
import type { ViewerAccess } from '../visibility/viewer-marks.ts'
import { attend } from '../watches/attend.ts'
import { bearerOf } from './bearer-of.ts'
import { shareRequests } from './share-requests.ts'

/** What the portal once said of an admin is believed that long. */
const adminBelievedMs = 15 * 60_000

/** A person who waits has gone by then. */
const askWithinMs = 15_000

/** A request's viewer: proved, of a portal that still has the app. `isAdmin` is what we lately heard, for display only. */
export type RequestViewer = ViewerAccess & {
  readonly language: string
  readonly expiresAt: Date
}

/** Whether a person waits for a screen, or an open page is kept up to date. */
type Need = 'screen' | 'page'

/**
 * The viewer of a request by its bearer token. The request is part of that viewer's share from here on.
 * @throws Refusal `unauthorized` without a valid token, or when the portal has uninstalled the app; `too_many_requests`.
 */
export async function withViewer(request: Request, need: Need = 'screen'): Promise<RequestViewer> {
  const token = bearerOf(request)
  const session = token !== null ? await openSession(token, systemClock()) : null
  if (!session) throw new Refusal('unauthorized', 'no_session')
  const { claims, expiresAt } = session
  await shareRequests(request, claims)
  const { status, isAdmin } = await readState(claims)
  if (!status || !admitsViewers(status)) throw new Refusal('unauthorized', 'no_installation')
  attend(claims.portalId, 'opened')
  return {
    portalId: claims.portalId,
    clientEndpoint: claims.clientEndpoint,
    accessToken: claims.accessToken,
    priority: need === 'screen' ? 0 : 2,
    withinMs: askWithinMs,
    allowPrivate: mayBePrivate(env(), claims.clientEndpoint),
    userId: claims.userId,
    language: claims.language,
    isAdmin,
    expiresAt,
  }
}

function readState({ portalId, userId }: SessionClaims) {
  return inPortal(portalId, async (tx) => {
    const installation = await tx.installation.findUnique({ where: { portalId }, select: { status: true } })
    const state = await tx.viewerState.findUnique({
      where: { portalId_userId: { portalId, userId: BigInt(userId) } },
      select: { isAdmin: true, adminCheckedAt: true },
    })
    const checkedMs = systemClock().getTime() - (state?.adminCheckedAt?.getTime() ?? 0)
    const isAdmin = state?.isAdmin === true && checkedMs < adminBelievedMs
    return { status: installation?.status ?? null, isAdmin }
  })
}

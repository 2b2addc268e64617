import 'server-only'
import { mayBePrivate } from '../bitrix24/portal-admission.ts'
import { systemClock } from '../platform/clock.ts'
import { env } from '../platform/env.ts'
import { Refusal } from '../platform/refusal.ts'
import { admitsViewers, type InstallationStatus } from '../portals/installation-status.ts'
import { isRevoked } from '../sessions/is-revoked.ts'
import { openSession, type SessionClaims } from '../sessions/session-token.ts'
import type { ViewerAccess } from '../visibility/viewer-marks.ts'
import { attend } from '../watches/attend.ts'
import { bearerOf } from './bearer-of.ts'
import { readViewerState, recallViewerState } from './read-viewer-state.ts'
import { shareRequests } from './share-requests.ts'

/** What the portal once said of an admin is believed that long. */
const adminBelievedMs = 15 * 60_000

/** A person who waits has gone by then. */
const askWithinMs = 15_000

/** A request's viewer: proved, of a portal that still has the app. `isAdmin` is what we lately heard, for display only. */
export type RequestViewer = ViewerAccess & {
  readonly language: string
  readonly issuedAt: Date
  readonly expiresAt: Date
}

/** Whether a person waits for a screen, or an open page is kept up to date. */
type Need = 'screen' | 'page'

/**
 * The viewer of a request by its bearer token. The request is part of that viewer's share from here on.
 * @param statusOf how a portal stands, where somebody has read it a moment ago.
 * @throws Refusal `unauthorized` without a valid token, with one that was revoked, or when the portal has uninstalled the app; `too_many_requests`.
 */
export async function withViewer(
  request: Request,
  need: Need = 'screen',
  statusOf: (portalId: string) => InstallationStatus | null = () => null,
): Promise<RequestViewer> {
  const token = bearerOf(request)
  const session = token !== null ? await openSession(token, systemClock()) : null
  if (!session) throw new Refusal('unauthorized', 'no_session')
  const { claims, issuedAt, expiresAt } = session
  await shareRequests(request, claims)
  const { status, isAdmin, sessionsSince } = await readState(claims, statusOf(claims.portalId))
  if (!status || !admitsViewers(status)) throw new Refusal('unauthorized', 'no_installation')
  if (isRevoked(issuedAt, sessionsSince)) throw new Refusal('unauthorized', 'session_revoked')
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
    issuedAt,
    expiresAt,
  }
}

/** @param known how the portal stands, as somebody read it a moment ago; then the rest may be as old as a minute. */
async function readState({ portalId, userId }: SessionClaims, known: InstallationStatus | null) {
  const kept = known && recallViewerState(portalId, userId)
  const state = kept ?? (await readViewerState(portalId, userId))
  const checkedMs = systemClock().getTime() - (state?.adminCheckedAt?.getTime() ?? 0)
  const isAdmin = state?.isAdmin === true && checkedMs < adminBelievedMs
  return { status: kept ? known : (state?.status ?? null), isAdmin, sessionsSince: state?.sessionsSince ?? null }
}

import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import { admitsViewers } from '../installations/installation.ts'
import { refreshViewer } from '../installations/open-frame.ts'
import { openSession, type SessionClaims } from '../installations/session-token.ts'
import { systemClock } from '../platform/clock.ts'
import { env } from '../platform/env.ts'
import { Refusal } from '../platform/refusal.ts'
import type { ViewerAccess } from '../visibility/viewer-marks.ts'

/** What the portal once said of an admin is believed that long. */
const adminBelievedMs = 15 * 60_000

/** A person who waits has gone by then; and whoever has a portal asked without end holds no more requests than that open. */
const askWithinMs = 15_000

/** A request's viewer: proved, of a portal that still has the app. `isAdmin` is what we lately heard, for display only. */
export type RequestViewer = ViewerAccess & {
  readonly language: string
  readonly expiresAt: Date
}

/**
 * The viewer of a request by its bearer token.
 * @throws Refusal `unauthorized` without a valid token, or when the portal has uninstalled the app.
 */
export async function withViewer(request: Request): Promise<RequestViewer> {
  const token = /^Bearer (\S+)$/.exec(request.headers.get('authorization') ?? '')?.[1]
  const session = token ? await openSession(token, systemClock()) : null
  if (!session) throw new Refusal('unauthorized', 'no_session')
  const { claims, expiresAt } = session
  const { status, isAdmin } = await readState(claims)
  if (!status || !admitsViewers(status)) throw new Refusal('unauthorized', 'no_installation')
  return {
    portalId: claims.portalId,
    clientEndpoint: claims.clientEndpoint,
    accessToken: claims.accessToken,
    priority: 0,
    withinMs: askWithinMs,
    allowPrivate: env().allowPrivatePortals,
    userId: claims.userId,
    language: claims.language,
    isAdmin,
    expiresAt,
  }
}

/**
 * The same for admin routes: Bitrix24 is asked, with the viewer's own token, each time.
 * @throws Refusal `admin_only`.
 */
export async function withAdmin(request: Request): Promise<RequestViewer> {
  const viewer = await withViewer(request)
  const { isAdmin } = await refreshViewer(viewer, viewer.userId, systemClock)
  if (!isAdmin) throw new Refusal('admin_only', 'not_admin')
  return { ...viewer, isAdmin }
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

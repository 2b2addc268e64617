import 'server-only'
import type { PortalAccess } from '../bitrix24/rest-access.ts'
import type { Clock } from '../platform/clock.ts'
import { digest } from '../platform/crypto.ts'
import { once } from '../platform/once.ts'
import { type RecentMap, recentMap } from '../platform/recent-map.ts'
import { type AdminAnswer, askAdmin } from './ask-admin.ts'
import { storeAdminAnswer } from './store-admin-answer.ts'

export type Asker = PortalAccess & { readonly userId: number; readonly isAdmin: boolean }

/** So long a "no" is believed: whoever has just become an admin opens the app anew, or waits for no longer than that. */
const deniedForMs = 30_000
const maxViewers = 10_000
/** Whoever has more tokens than that is bounded by the own share of the portal's requests. */
const maxTokensOfViewer = 20

type Known = {
  /** The question under way, which others of the same viewer and token wait for. */
  asking: Promise<AdminAnswer> | null
  deniedUntilMs: number
}

/**
 * What the portal says, to this viewer's own token, of the viewer and of the app; null where a "no" is fresh.
 * @param options.isKept whether what the portal says is stored: an installer who is no admin stores nothing.
 */
export async function askViewerAdmin(viewer: Asker, clock: Clock, { isKept = true } = {}): Promise<AdminAnswer | null> {
  const known = knownOf(viewer)
  if (known.deniedUntilMs > clock().getTime()) return null
  known.asking ??= ask(viewer, known, { clock, isKept }).finally(() => {
    known.asking = null
  })
  return known.asking
}

type Asking = { readonly clock: Clock; readonly isKept: boolean }

async function ask(viewer: Asker, known: Known, { clock, isKept }: Asking): Promise<AdminAnswer> {
  const answer = await askAdmin(viewer.isAdmin ? viewer : { ...viewer, priority: 2 })
  if (isKept) await storeAdminAnswer(viewer.portalId, viewer.userId, answer, clock())
  if (!answer.isAdmin) known.deniedUntilMs = clock().getTime() + deniedForMs
  return answer
}

function knownOf(viewer: Asker): Known {
  const ofViewer = denials().get(keyOf(viewer)) ?? recentMap<string, Known>(maxTokensOfViewer)
  denials().set(keyOf(viewer), ofViewer)
  const tokenDigest = digest(viewer.accessToken)
  const known = ofViewer.get(tokenDigest) ?? { asking: null, deniedUntilMs: 0 }
  ofViewer.set(tokenDigest, known)
  return known
}

const keyOf = ({ portalId, userId }: { portalId: string; userId: number }) => `${portalId}:${userId}`

/** By viewer, then by token: whoever has two of them cannot undo the one's "no" with the other. */
function denials(): RecentMap<string, RecentMap<string, Known>> {
  return once('admin-denials', () => recentMap(maxViewers))
}

/** The viewer opens the app: what the portal said before, to whichever token, no longer counts. */
export function invalidateDenial(viewer: { portalId: string; userId: number }): void {
  denials().delete(keyOf(viewer))
}

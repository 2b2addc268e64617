import 'server-only'
import type { PortalAccess } from '../bitrix24/rest-access.ts'
import { inPortal } from '../db/in-portal.ts'
import type { Clock } from '../platform/clock.ts'
import { describeError, log } from '../platform/log.ts'
import type { InstalledPortal } from '../portals/find-portal.ts'
import { refreshViewer } from '../sessions/refresh-viewer.ts'

const checkEveryMs = 86_400_000

type Opening = {
  readonly portal: InstalledPortal
  readonly access: PortalAccess
  readonly userId: number
  readonly isKnownAdmin: boolean
}

/**
 * Where an opening lands: the feed, which itself waits until something is watched; settings for an admin where nothing is; a
 * state page while the installation is not finished. The portal is asked only where the answer depends on it.
 */
export async function chooseScreen({ portal, access, userId, isKnownAdmin }: Opening, clock: Clock): Promise<string> {
  const { portalId } = portal
  const { watched, checkedAt } = await readOpening(portalId, userId)
  if (portal.finished && watched > 0) {
    // Who has become an admin lately learns it at the next opening, within a day.
    const isDue = !checkedAt || clock().getTime() - checkedAt.getTime() > checkEveryMs
    if (isKnownAdmin || isDue) {
      // Nobody waits for it, and a crowd that opens the app needs the budget for what it may see.
      void refreshViewer({ ...access, priority: 3 }, userId, clock).catch((error) =>
        log().info({ err: describeError(error), portalId }, 'the opening check was not answered'),
      )
    }
    return 'feed'
  }
  const { isAdmin, finished } = await refreshViewer(access, userId, clock)
  if (finished === false) return 'state/unfinished'
  return watched > 0 || !isAdmin ? 'feed' : 'settings'
}

function readOpening(portalId: string, userId: number) {
  return inPortal(portalId, async (tx) => {
    const watched = await tx.watch.count({ where: { portalId } })
    const state = await tx.viewerState.findUnique({
      where: { portalId_userId: { portalId, userId: BigInt(userId) } },
      select: { adminCheckedAt: true },
    })
    return { watched, checkedAt: state?.adminCheckedAt ?? null }
  })
}

import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import { publishSignal } from '../db/publish-signal.ts'
import { type Clock, secondsFrom } from '../platform/clock.ts'
import { log } from '../platform/log.ts'
import { beginPurge } from './begin-purge.ts'
import { keptSeconds } from './silence-limits.ts'

/** Has the settings of a portal that is forgotten deleted, unless the app was installed anew meanwhile. */
export async function purgeForgotten(portalId: string, clock: Clock): Promise<void> {
  const isDue = await inPortal(portalId, async (tx) => {
    await tx.$queryRaw`select from installation where portal_id = ${portalId}::uuid for update`
    if ((await tx.installation.count({ where: { portalId, ...forgottenPortals(clock()) } })) === 0) return false
    await beginPurge(tx, portalId, clock())
    return true
  })
  if (!isDue) return
  log().info({ portalId }, 'the settings of a portal that is gone are no longer kept')
  publishSignal({ kind: 'jobs', portalId })
}

export const forgottenPortals = (now: Date) => ({
  status: 'UNINSTALLED' as const,
  uninstallAnnounced: false,
  uninstallProbeAt: null,
  uninstalledAt: { lte: secondsFrom(now, -keptSeconds) },
})

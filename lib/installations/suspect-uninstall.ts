import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import { publishSignal } from '../db/publish-signal.ts'
import type { Clock } from '../platform/clock.ts'
import { log } from '../platform/log.ts'
import { isLate } from './uninstall.ts'

/**
 * Notes that an uninstall was announced. Its application token also travels through viewers' browsers, so an employee could
 * forge one: nothing is deleted before the OAuth server has confirmed it. One from before a reinstall is ignored.
 */
export async function suspectUninstall(
  portalId: string,
  { clean, sentAt }: { clean: boolean; sentAt: Date | null },
  clock: Clock,
): Promise<void> {
  const isSuspected = await inPortal(portalId, async (tx) => {
    const installation = await tx.installation.findUnique({ where: { portalId }, select: { verifiedAt: true } })
    if (!installation) return false
    if (isLate(sentAt, installation.verifiedAt)) {
      log().info({ portalId }, 'an uninstall from before the installation was ignored')
      return false
    }
    const { count } = await tx.installation.updateMany({
      // One that is proved is not doubted again: with other words it would change what is deleted.
      where: { portalId, status: { not: 'UNINSTALLED' } },
      data: { uninstallClean: clean, uninstallProbes: 0, uninstallProbeAt: clock() },
    })
    return count === 1
  })
  if (isSuspected) publishSignal({ kind: 'jobs', portalId })
}

import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import { publishSignal } from '../db/publish-signal.ts'
import { type Clock, secondsFrom } from '../platform/clock.ts'
import { lastProbe, seriesSeconds } from './uninstall-probes.ts'

/**
 * Something says that the app may be gone, and proves nothing: the portal does not know it any more, or an uninstall came with an
 * application token that is not the known one. Worth one look with our own token, at most once an hour, however often it is said.
 * It is no announcement: what it finds keeps the settings.
 */
export async function scheduleGoneProbe(portalId: string, clock: Clock): Promise<void> {
  const now = clock()
  const { count } = await inPortal(portalId, (tx) =>
    tx.installation.updateMany({
      where: {
        portalId,
        status: { not: 'UNINSTALLED' },
        uninstallProbeAt: null,
        OR: [{ uninstallSuspectedAt: null }, { uninstallSuspectedAt: { lte: secondsFrom(now, -seriesSeconds) } }],
      },
      data: { uninstallProbes: lastProbe, uninstallProbeAt: now, uninstallSuspectedAt: now },
    }),
  )
  if (count > 0) publishSignal({ kind: 'jobs', portalId })
}

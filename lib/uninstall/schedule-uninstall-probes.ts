import 'server-only'
import type { Transaction } from '../db/client.ts'
import { inPortal } from '../db/in-portal.ts'
import { publishSignal } from '../db/publish-signal.ts'
import { type Clock, secondsFrom } from '../platform/clock.ts'
import { seriesSeconds } from '../portals/uninstall-probes.ts'
import { beginPurge } from './begin-purge.ts'

/**
 * Notes that an uninstall was announced. Its application token also travels through viewers' browsers, so an employee could
 * forge one: nothing is deleted before the OAuth server has confirmed it, which also settles those from before a reinstall.
 * A series of probes that runs is not begun anew within its first hour, so that forged ones cost a bounded number of questions,
 * and hide no real one for longer. "Delete data" holds once it was said.
 */
export async function scheduleUninstallProbes(
  portalId: string,
  { clean }: { clean: boolean },
  clock: Clock,
): Promise<void> {
  const isNews = await inPortal(portalId, (tx) => schedule(tx, portalId, clean, clock()))
  if (isNews) publishSignal({ kind: 'jobs', portalId })
}

async function schedule(tx: Transaction, portalId: string, clean: boolean, now: Date): Promise<boolean> {
  await tx.$queryRaw`select from installation where portal_id = ${portalId}::uuid for update`
  const stored = await tx.installation.findUnique({
    where: { portalId },
    select: {
      status: true,
      uninstallClean: true,
      uninstallProbeAt: true,
      uninstallSuspectedAt: true,
      uninstallAnnounced: true,
    },
  })
  if (!stored) return false
  if (stored.status === 'UNINSTALLED') {
    // One that was announced is not doubted again: with other words it would change what is deleted.
    if (stored.uninstallAnnounced) return false
    if (clean) await beginPurge(tx, portalId, now)
    return clean
  }
  const { uninstallClean, uninstallProbeAt, uninstallSuspectedAt } = stored
  const isRunning =
    uninstallClean !== null &&
    uninstallProbeAt !== null &&
    uninstallSuspectedAt !== null &&
    uninstallSuspectedAt > secondsFrom(now, -seriesSeconds)
  if (isRunning && (!clean || uninstallClean)) return false
  await tx.installation.update({
    where: { portalId },
    data: {
      uninstallClean: clean || uninstallClean === true,
      ...(!isRunning && { uninstallProbes: 0, uninstallProbeAt: now, uninstallSuspectedAt: now }),
    },
  })
  return !isRunning
}

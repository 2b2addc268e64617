import 'server-only'
import type { Transaction } from '../db/client.ts'

/**
 * Has an uninstalled portal, whose settings were kept, deleted to the last row: it gives up its identity, and is due until nothing is
 * left. Under the lock of its installation.
 */
export async function beginPurge(tx: Transaction, portalId: string, now: Date): Promise<void> {
  await tx.installation.update({
    where: { portalId },
    data: {
      uninstallClean: true,
      uninstallAnnounced: true,
      uninstallProbeAt: now,
      applicationTokenDigest: null,
    },
  })
  await tx.portal.update({ where: { id: portalId }, data: { memberId: `purged:${portalId}` } })
}

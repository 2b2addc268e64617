import 'server-only'
import type { Transaction } from '../db/client.ts'
import type { InstallationReport } from './diagnostics.ts'

/** What is known of the installation without asking the portal. No token leaves this query. */
export async function readInstallation(tx: Transaction, portalId: string, viewerId: number) {
  const stored = await tx.installation.findUniqueOrThrow({
    where: { portalId },
    select: {
      status: true,
      verifiedAt: true,
      scope: true,
      tokenUserId: true,
      accessExpiresAt: true,
      uninstallClean: true,
      uninstallProbeAt: true,
    },
  })
  const head = await tx.feedHead.findUnique({ where: { portalId }, select: { failures: true } })
  const owner = stored.tokenUserId === null ? null : Number(stored.tokenUserId)
  const report: Omit<InstallationReport, 'isFinished' | 'isPaymentExpired' | 'condition'> = {
    status: stored.status,
    installedAt: stored.verifiedAt.toISOString(),
    scope: stored.scope.split(/[\s,]+/).filter(Boolean),
    tokenOwner:
      owner === null ? null : { id: owner, name: await readName(tx, portalId, owner), isYou: owner === viewerId },
    accessExpiresAt: stored.accessExpiresAt?.toISOString() ?? null,
    // Without a next probe the announcement has turned out to be false.
    announcedUninstall: stored.uninstallProbeAt && {
      deletesData: stored.uninstallClean === true,
      nextProbeAt: stored.uninstallProbeAt.toISOString(),
    },
  }
  return { report, isFailing: (head?.failures ?? 0) > 0 }
}

async function readName(tx: Transaction, portalId: string, userId: number): Promise<string | null> {
  const entry = await tx.directoryEntry.findUnique({
    where: { portalId_kind_key: { portalId, kind: 'USER', key: String(userId) } },
    select: { name: true },
  })
  return entry?.name ?? null
}

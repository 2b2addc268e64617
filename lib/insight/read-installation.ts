import 'server-only'
import type { Transaction } from '../db/client.ts'
import { Prisma } from '../db/generated/client.ts'
import { secondsFrom } from '../platform/clock.ts'
import { lastUnproved } from '../portals/last-unproved.ts'
import { lostSince } from '../portals/lost-since.ts'
import type { InstallationReport } from './diagnostics.ts'

const daySeconds = 86_400

/** What is known of the installation without asking the portal. No token leaves this query. */
export async function readInstallation(
  tx: Transaction,
  portalId: string,
  { viewerId, now }: { viewerId: number; now: Date },
) {
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
      absentEvents: true,
      unboundEvents: true,
    },
  })
  const lease = await tx.feedLease.findUnique({ where: { portalId }, select: { failures: true } })
  const owner = stored.tokenUserId === null ? null : Number(stored.tokenUserId)
  const report: Omit<InstallationReport, 'isFinished' | 'isPaymentExpired' | 'condition'> = {
    status: stored.status,
    installedAt: stored.verifiedAt.toISOString(),
    scope: stored.scope.split(/[\s,]+/).filter(Boolean),
    tokenOwner:
      owner === null ? null : { id: owner, name: await readName(tx, portalId, owner), isYou: owner === viewerId },
    accessExpiresAt: stored.accessExpiresAt?.toISOString() ?? null,
    unproved: await readUnproved(tx, portalId, now),
    // Without a next probe the announcement has turned out to be false; without a word on the data nobody has announced one.
    announcedUninstall:
      stored.uninstallProbeAt === null || stored.uninstallClean === null
        ? null
        : { deletesData: stored.uninstallClean, nextProbeAt: stored.uninstallProbeAt.toISOString() },
  }
  const unannounced = { absent: stored.absentEvents, unbound: stored.unboundEvents }
  return { report, unannounced, isFailing: (lease?.failures ?? 0) > 0 || (await readLostSince(tx, portalId)) !== null }
}

async function readLostSince(tx: Transaction, portalId: string): Promise<Date | null> {
  const [row] = await tx.$queryRaw<
    { since: Date | null }[]
  >`select (${lostSince(Prisma.sql`${portalId}::uuid`)}) as since`
  return row?.since ?? null
}

async function readUnproved(tx: Transaction, portalId: string, now: Date): Promise<InstallationReport['unproved']> {
  const [row] = await tx.$queryRaw<{ count: bigint; last_at: Date | null }[]>`
    select coalesce(sum(r.unproved), 0) as count, (${lastUnproved(Prisma.sql`${portalId}::uuid`)}) as last_at
    from refused_hints r where r.portal_id = ${portalId}::uuid and r.hour > ${secondsFrom(now, -daySeconds)}::timestamptz`
  return { count: Number(row?.count ?? 0), lastAt: row?.last_at?.toISOString() ?? null }
}

async function readName(tx: Transaction, portalId: string, userId: number): Promise<string | null> {
  const entry = await tx.directoryEntry.findUnique({
    where: { portalId_kind_key: { portalId, kind: 'USER', key: String(userId) } },
    select: { name: true },
  })
  return entry?.name || null
}

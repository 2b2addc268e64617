import 'server-only'
import type { Transaction } from '../db/client.ts'
import { inPortal } from '../db/in-portal.ts'
import { readQueue } from '../insight/read-queue.ts'
import type { NamedPortal } from './find-one-portal.ts'
import { readSummaries } from './read-summaries.ts'

const timeOf = (moment: Date | null | undefined) => moment?.toISOString() ?? null

/** Everything that is known of how the app stands on one portal, without asking the portal. No token leaves these queries. */
export async function inspectPortal({ portalId, clientEndpoint }: NamedPortal, now: Date) {
  const [summary] = await readSummaries([portalId], now)
  return inPortal(portalId, async (tx) => {
    const { unnamed, receipts, restCalls, ...queue } = await readQueue(tx, portalId, now)
    return {
      ...summary,
      clientEndpoint,
      installation: await readInstallation(tx, portalId),
      watches: await readWatches(tx, portalId),
      queue,
      why: await readReasons(tx, portalId, now),
      receiptsOfTheDay: [...receipts],
      restCallsOfTheHour: [...restCalls],
      unnamedRefusals: [...unnamed],
      times: await readTimes(tx, portalId),
      people: await readPeople(tx, portalId),
    }
  })
}

async function readInstallation(tx: Transaction, portalId: string) {
  const stored = await tx.installation.findUnique({
    where: { portalId },
    select: {
      ...{ accessExpiresAt: true, rotatedAt: true, tokenUserId: true, verifiedAt: true, finishedAt: true },
      ...{ heardAt: true, brokenAt: true, recheckAt: true, rechecks: true, license: true, scope: true },
      ...{ absentEvents: true, unboundEvents: true, bindingsDueAt: true, refreshLeaseUntil: true },
      ...{ uninstallClean: true, uninstallProbeAt: true, uninstalledAt: true },
    },
  })
  if (!stored) return null
  return {
    tokenOwner: stored.tokenUserId === null ? null : Number(stored.tokenUserId),
    accessExpiresAt: timeOf(stored.accessExpiresAt),
    rotatedAt: timeOf(stored.rotatedAt),
    refreshLeaseUntil: timeOf(stored.refreshLeaseUntil),
    verifiedAt: timeOf(stored.verifiedAt),
    finishedAt: timeOf(stored.finishedAt),
    heardAt: timeOf(stored.heardAt),
    brokenAt: timeOf(stored.brokenAt),
    recheckAt: timeOf(stored.recheckAt),
    rechecks: stored.rechecks,
    license: stored.license,
    scope: stored.scope,
    absentEvents: stored.absentEvents,
    unboundEvents: stored.unboundEvents,
    bindingsDueAt: timeOf(stored.bindingsDueAt),
    uninstallDeletesData: stored.uninstallClean,
    uninstallProbeAt: timeOf(stored.uninstallProbeAt),
    uninstalledAt: timeOf(stored.uninstalledAt),
  }
}

async function readWatches(tx: Transaction, portalId: string) {
  const watches = await tx.watch.findMany({ where: { portalId }, orderBy: { entityTypeId: 'asc' } })
  return watches.map((watch) => ({
    entityTypeId: Number(watch.entityTypeId),
    visibility: watch.visibility,
    baseline: Number(watch.baselineItemId),
    checkpoint: Number(watch.checkpointItemId),
    sweptAt: timeOf(watch.sweptAt),
    sweepDueAt: timeOf(watch.sweepDueAt),
    comparedAt: timeOf(watch.comparedAt),
    history: watch.history,
    paused: watch.pausedReason,
  }))
}

/** Why what waits does: by type and reason, the largest number first. */
async function readReasons(tx: Transaction, portalId: string, now: Date) {
  const lease = await tx.feedLease.findUnique({ where: { portalId } })
  const rows = await tx.$queryRaw<{ type: bigint; state: string; count: bigint; until: Date | null }[]>`
    select entity_type_id as type, count(*) as count, min(deferred_until) as until,
           case when outcome::text = 'PARKED' then 'parked: ' || coalesce(reason, 'no reason')
                when deferred_until > ${now}::timestamptz then 'deferred: the CRM declined its list'
                else 'due' end as state
    from event_delivery
    where portal_id = ${portalId}::uuid and (settled_at is null or outcome::text = 'PARKED')
    group by 1, 4 order by 2 desc, 1, 4 limit 50`
  return {
    portalWaitsUntil: lease?.retryAt && lease.retryAt > now ? lease.retryAt.toISOString() : null,
    failuresInARow: lease?.failures ?? 0,
    leaseHeldUntil: timeOf(lease?.heldUntil),
    receipts: rows.map(({ type, state, count, until }) => ({
      ...{ entityTypeId: Number(type), why: state, count: Number(count), until: timeOf(until) },
    })),
  }
}

async function readTimes(tx: Transaction, portalId: string) {
  const [attention, pruning, proof] = [
    await tx.attention.findUnique({ where: { portalId } }),
    await tx.pruning.findUnique({ where: { portalId } }),
    await tx.feedProof.findUnique({ where: { portalId } }),
  ]
  return {
    attendedAt: timeOf(attention?.attendedAt),
    sweepBegunAt: timeOf(attention?.sweepBegunAt),
    sweepAt: timeOf(attention?.sweepAt),
    compareBegunAt: timeOf(attention?.compareBegunAt),
    compareAt: timeOf(attention?.compareAt),
    declinedAt: timeOf(attention?.lostAt),
    provedAt: timeOf(proof?.provedAt),
    ownerProvedAt: timeOf(proof?.ownerProvedAt),
    prunedAt: timeOf(pruning?.prunedAt),
  }
}

/** Sessions are sealed in the viewers' pages and stored nowhere: only who has opened the app is known. */
async function readPeople(tx: Transaction, portalId: string) {
  const admins = await tx.viewerState.findMany({
    where: { portalId, isAdmin: true },
    select: { adminCheckedAt: true },
    orderBy: { adminCheckedAt: 'desc' },
  })
  return {
    haveOpenedIt: await tx.viewerState.count({ where: { portalId } }),
    adminsAmongThem: admins.length,
    adminLastSeenAt: timeOf(admins[0]?.adminCheckedAt),
  }
}

import 'server-only'
import { listNewest, readIds } from '../bitrix24/remote-item.ts'
import type { PortalAccess } from '../bitrix24/rest-access.ts'
import { type Command, callBatch, maxCommands } from '../bitrix24/rest-batch.ts'
import type { RestFailure } from '../bitrix24/rest-error.ts'
import type { EntityType } from '../bitrix24/smart-process.ts'
import type { Transaction } from '../db/client.ts'
import type { WatchVisibility } from '../db/generated/client.ts'
import { inPortal } from '../db/in-portal.ts'
import { publishSignal } from '../db/publish-signal.ts'
import { watchesLockSql } from '../db/watches-lock-sql.ts'
import { advanceWatchesRevision } from '../feed-head/advance-watches-revision.ts'
import { lockHead } from '../feed-head/lock-head.ts'
import { type Clock, secondsFrom, systemClock } from '../platform/clock.ts'
import { Refusal } from '../platform/refusal.ts'
import { lockInstalled } from '../portals/lock-installed.ts'
import { listEntityTypes } from './list-entity-types.ts'
import { comparePace, sweepPace } from './look-paces.ts'
import { requeueMissed } from './requeue-missed.ts'
import { restartRenewed } from './restart-renewed.ts'
import { checkWanted, maxWatches, problemOf } from './wanted-watches.ts'
import type { NotWatchable, WantedWatch, WatchProblem } from './watch.ts'
import { typesAskedAgainSeconds } from './watched-types.ts'

/**
 * Makes the portal's watches exactly the wanted ones. Each new watch begins after the newest item that the CRM has now
 * (its baseline), so an item that is created after the answer is in the feed. Older ones that are wanted come with the sweep. The
 * watch of a type that was made anew under its number begins anew.
 * @throws Refusal `not_watchable` with the reason per type, or `unavailable`, also when another save came in between.
 */
export async function setWatches(
  access: PortalAccess,
  wanted: readonly WantedWatch[],
  clock: Clock = systemClock,
): Promise<void> {
  if (wanted.length > maxWatches) throw notWatchable('too_many', { limit: maxWatches })
  const askedTypesAt = clock()
  const types = await listEntityTypes(access)
  const problems = checkWanted(wanted, types)
  if (problems.length > 0) throw notWatchable('problems', { problems })
  const { portalId } = access
  const watched = await inPortal(portalId, (tx) =>
    tx.watch.findMany({ where: { portalId }, select: { entityTypeId: true } }),
  )
  const before = new Set(watched.map((watch) => Number(watch.entityTypeId)))
  const added = wanted.filter((watch) => !before.has(watch.entityTypeId))
  const askedAt = clock()
  const baselines = await askBaselines(access, added)
  await inPortal(portalId, async (tx) => {
    // Before the watches: who records items may keep the head for long, and meanwhile events of the portal must be taken in.
    await lockHead(tx, portalId)
    await tx.$executeRaw(watchesLockSql([portalId], 'exclusive'))
    if (!(await lockInstalled(tx, portalId))) throw new Refusal('unauthorized', 'no_installation')
    await recordOtherRows(tx, portalId, wanted)
    await beginAttention(tx, portalId, askedAt)
    await tx.watch.deleteMany({
      where: { portalId, entityTypeId: { notIn: wanted.map((w) => BigInt(w.entityTypeId)) } },
    })
    const renewed = await restartRenewed(tx, portalId, { wanted, types, askedAt: askedTypesAt })
    for (const watch of wanted) {
      // An admin who says to whom the former type is open cannot have meant this one.
      if (renewed.has(watch.entityTypeId)) continue
      await upsertWatch(tx, portalId, watch, types, baselines.get(watch.entityTypeId), askedAt)
    }
    await recordOpening(tx, portalId)
    await compareSoon(tx, portalId, added)
    await tx.$executeRaw`
      insert into type_check (portal_id, due_at)
      values (${portalId}::uuid, now() + make_interval(secs => ${typesAskedAgainSeconds}::float8))
      on conflict do nothing`
  })
  await requeueMissed(
    portalId,
    added.map(({ entityTypeId }) => entityTypeId),
  )
  publishSignal({ kind: 'deliveries', portalId })
  // Rows that were read for all readers are for other people now.
  publishSignal({ kind: 'feed', portalId })
  if (added.some((watch) => watch.history !== 'none')) publishSignal({ kind: 'sweep', portalId })
}

function notWatchable(reason: string, why: Partial<NotWatchable>): Refusal {
  return new Refusal('not_watchable', reason, why)
}

/** An admin has just read the lists to their ends: a portal that has its first watches is looked at by time from now on. */
async function beginAttention(tx: Transaction, portalId: string, askedAt: Date): Promise<void> {
  await tx.$executeRaw`
    insert into attention (portal_id, attended_at, sweep_begun_at, sweep_at, compare_begun_at, compare_at)
    values (
      ${portalId}::uuid, ${askedAt}::timestamptz,
      ${askedAt}::timestamptz, ${secondsFrom(askedAt, sweepPace().everySeconds)}::timestamptz,
      ${askedAt}::timestamptz, ${secondsFrom(askedAt, comparePace().everySeconds)}::timestamptz)
    on conflict do nothing`
}

/** Whoever was offline is told to read anew. */
async function recordOtherRows(tx: Transaction, portalId: string, wanted: readonly WantedWatch[]): Promise<void> {
  const watched = await tx.watch.findMany({ where: { portalId }, select: { entityTypeId: true, visibility: true } })
  const before = new Map(watched.map(({ entityTypeId, visibility }) => [Number(entityTypeId), visibility]))
  const isSame = ({ entityTypeId, visibility }: WantedWatch) =>
    before.get(entityTypeId) === storedVisibility(visibility)
  if (before.size === wanted.length && wanted.every(isSame)) return
  await advanceWatchesRevision(tx, portalId)
}

const storedVisibility = (visibility: WantedWatch['visibility']): WatchVisibility =>
  visibility === 'portal' ? 'PORTAL' : 'CRM'

/** @throws Refusal `not_watchable` that names the types whose lists the CRM declines, or `unavailable`. */
async function askBaselines(access: PortalAccess, added: readonly WantedWatch[]): Promise<Map<number, number>> {
  const baselines = new Map<number, number>()
  const problems: WatchProblem[] = []
  for (let start = 0; start < added.length; start += maxCommands) {
    const commands = new Map<string, Command>(
      added
        .slice(start, start + maxCommands)
        .map(({ entityTypeId }) => [String(entityTypeId), listNewest(entityTypeId)]),
    )
    const answer = await callBatch(access, commands)
    if (!answer.ok) throw new Refusal('unavailable', answer.failure.code)
    for (const key of commands.keys()) {
      const ids = readIds(answer.results.get(key))
      if (ids) baselines.set(Number(key), ids[0] ?? 0)
      else problems.push(declinedList(Number(key), answer.failures.get(key)))
    }
  }
  if (problems.length > 0) throw notWatchable('problems', { problems })
  return baselines
}

function declinedList(entityTypeId: number, failure: RestFailure | undefined): WatchProblem {
  const problem = failure && problemOf(entityTypeId, failure)
  if (!problem) throw new Refusal('unavailable', failure?.code ?? 'unreadable_list')
  return problem
}

async function upsertWatch(
  tx: Transaction,
  portalId: string,
  { entityTypeId, visibility, history }: WantedWatch,
  types: readonly EntityType[],
  baseline: number | undefined,
  askedAt: Date,
): Promise<void> {
  const type = types.find((candidate) => candidate.entityTypeId === entityTypeId)
  const data = {
    title: type?.title ?? '',
    typeId: type?.typeId == null ? null : BigInt(type.typeId),
    visibility: storedVisibility(visibility),
    // The portal has just told that it exists.
    pausedAt: null,
    pausedReason: null,
  }
  const key = { portalId, entityTypeId: BigInt(entityTypeId) }
  if (baseline === undefined) {
    // Where another save has unticked it meanwhile, there is no baseline, and the type's whole history would count as new.
    const { count } = await tx.watch.updateMany({ where: key, data })
    if (count === 0) throw new Refusal('unavailable', 'watch_changed')
    return
  }
  const from = BigInt(baseline)
  await tx.watch.upsert({
    where: { portalId_entityTypeId: key },
    // An admin has just read the list to its end.
    create: {
      ...{ ...key, ...data, baselineItemId: from, checkpointItemId: from, sweptAt: askedAt, comparedAt: askedAt },
      tickedItemId: from,
      history: historyOf[history],
    },
    update: data,
  })
}

const historyOf = { none: null, week: 'WEEK', last500: 'LAST500' } as const

/** What an item was like before its type was opened is nobody's business: since when it is open is kept while it is. */
async function recordOpening(tx: Transaction, portalId: string): Promise<void> {
  await tx.$executeRaw`
    update watch set open_since = case when visibility = 'PORTAL' then coalesce(open_since, h.head_revision) end
    from feed_head h where watch.portal_id = ${portalId}::uuid and h.portal_id = watch.portal_id`
}

/** A type that was watched before may show what is no more: nobody looked meanwhile. */
async function compareSoon(tx: Transaction, portalId: string, added: readonly WantedWatch[]): Promise<void> {
  if (added.length === 0) return
  await tx.$executeRaw`
    update watch w set compared_at = null
    where w.portal_id = ${portalId}::uuid and w.entity_type_id = any(${added.map((a) => BigInt(a.entityTypeId))}::bigint[])
      and exists (select from feed_item i
                  where i.portal_id = w.portal_id and i.entity_type_id = w.entity_type_id and i.removed_at is null)`
}

import 'server-only'
import type { Transaction } from '../db/client.ts'
import { deleteInBatches } from '../db/delete-in-batches.ts'
import { inPortal } from '../db/in-portal.ts'
import { lockHead } from '../feed-head/lock-head.ts'
import type { Clock } from '../platform/clock.ts'
import { env } from '../platform/env.ts'
import { firstIdAt } from '../platform/ids.ts'
import { cutoffs, receiptLimits } from './cutoffs.ts'
import { pruneCrowd } from './prune-crowd.ts'

/** Deletes at most `limit` rows that are older than `before`; returns how many. */
type Prune = (tx: Transaction, portalId: string, before: Date, limit: number) => Promise<number>

/**
 * Deletes what is older than it is kept: items of the feed with their tombstones, settled
 * receipts, the REST log, what viewers did through the app. Nothing else is touched; receipts that wait for confirmation stay, however old.
 * And what a portal has too much of, however young.
 */
export async function prunePortal(portalId: string, clock: Clock, limits = receiptLimits): Promise<void> {
  const { feedItems, receipts, restCalls } = cutoffs(env().retentionDays, clock())
  const isDone = [
    await pruneAll(portalId, pruneItems, feedItems),
    await pruneAll(portalId, pruneReceipts, receipts),
    await pruneAll(portalId, pruneRestCalls, restCalls),
    await pruneAll(portalId, pruneActions, receipts),
    await pruneAll(portalId, pruneRefusedHints, receipts),
    await pruneCrowd(portalId, limits),
  ].every((done) => done)
  if (!isDone) return
  // Not of one that has been purged meanwhile.
  await inPortal(
    portalId,
    (tx) => tx.$executeRaw`
      insert into pruning (portal_id, pruned_at)
      select portal_id, ${clock()}::timestamptz from feed_head where portal_id = ${portalId}::uuid
      on conflict (portal_id) do update set pruned_at = excluded.pruned_at`,
  )
}

function pruneAll(portalId: string, prune: Prune, before: Date): Promise<boolean> {
  return deleteInBatches(portalId, async (tx, limit) => (await prune(tx, portalId, before, limit)) < limit)
}

/** Under the lock of whoever records items. The watch remembers up to where, so that no deleted item comes back as a new one. */
const pruneItems: Prune = async (tx, portalId, before, limit) => {
  await lockHead(tx, portalId)
  const [row] = await tx.$queryRaw<{ count: bigint }[]>`
    with old as (
      select entity_type_id, item_id from feed_item
      where portal_id = ${portalId}::uuid and greatest(received_at, removed_at) < ${before}::timestamptz
      order by position limit ${limit}
    ), gone as (
      delete from feed_item i using old
      where i.portal_id = ${portalId}::uuid and i.entity_type_id = old.entity_type_id and i.item_id = old.item_id
      returning i.entity_type_id, i.item_id
    ), newest as (
      select entity_type_id, max(item_id) as item_id from gone group by entity_type_id
    ), remembered as (
      update watch w set pruned_item_id = greatest(w.pruned_item_id, newest.item_id) from newest
      where w.portal_id = ${portalId}::uuid and w.entity_type_id = newest.entity_type_id
    )
    select count(*) from gone`
  return Number(row?.count ?? 0)
}

/**
 * The ids of receipts begin with their time, so that the primary key finds the old ones. By an array, which is read once whatever the
 * planner believes of the table.
 */
const pruneReceipts: Prune = (tx, portalId, before, limit) => tx.$executeRaw`
  delete from event_delivery where portal_id = ${portalId}::uuid and id = any (array(
    select id from event_delivery
    where portal_id = ${portalId}::uuid and id < ${firstIdAt(before.getTime())}::uuid
      and received_at < ${before}::timestamptz and settled_at is not null
    order by id limit ${limit}))`

const pruneRestCalls: Prune = (tx, portalId, before, limit) => tx.$executeRaw`
  delete from rest_call where portal_id = ${portalId}::uuid and id = any (array(
    select id from rest_call where portal_id = ${portalId}::uuid and at < ${before}::timestamptz
    order by at limit ${limit}))`

/** Nobody sends the same action again after so long. */
const pruneActions: Prune = (tx, portalId, before, limit) => tx.$executeRaw`
  delete from viewer_action where portal_id = ${portalId}::uuid and (user_id, key) in (
    select user_id, key from viewer_action
    where portal_id = ${portalId}::uuid and created_at < ${before}::timestamptz limit ${limit})`

const pruneRefusedHints: Prune = (tx, portalId, before, limit) => tx.$executeRaw`
  delete from refused_hints where portal_id = ${portalId}::uuid and hour in (
    select hour from refused_hints where portal_id = ${portalId}::uuid and hour < ${before}::timestamptz limit ${limit})`

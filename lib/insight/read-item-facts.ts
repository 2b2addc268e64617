import 'server-only'
import type { ItemRef } from '../bitrix24/item-ref.ts'
import type { Transaction } from '../db/client.ts'
import { hasOtherEvents } from '../watches/wanted-watches.ts'
import type { ItemFacts, ReceiptFact } from './explain-item.ts'

const maxReceipts = 50

const eventOf = { ITEM_ADD: 'add', ITEM_UPDATE: 'update', ITEM_DELETE: 'delete', CATCH_UP: 'catch-up' } as const

/** What the database knows of one item: its watch, its row, its latest receipts. */
export async function readItemFacts(
  tx: Transaction,
  portalId: string,
  { entityTypeId, itemId }: ItemRef,
): Promise<Omit<ItemFacts, 'crm' | 'portal'>> {
  const key = { portalId, entityTypeId: BigInt(entityTypeId) }
  const watch = await tx.watch.findUnique({
    where: { portalId_entityTypeId: key },
    select: {
      ...{ visibility: true, baselineItemId: true, tickedItemId: true, checkpointItemId: true },
      ...{ prunedItemId: true, pausedAt: true },
    },
  })
  const row = await tx.feedItem.findUnique({
    where: { portalId_entityTypeId_itemId: { ...key, itemId: BigInt(itemId) } },
    select: { source: true, removedAt: true },
  })
  return {
    entityTypeId,
    itemId,
    isOtherKind: hasOtherEvents(entityTypeId),
    watch: watch && {
      visibility: watch.visibility === 'PORTAL' ? 'portal' : 'crm',
      baselineItemId: Number(watch.baselineItemId),
      checkpointItemId: Number(watch.checkpointItemId),
      prunedItemId: Number(watch.prunedItemId),
      isPaused: watch.pausedAt !== null,
    },
    row: row && {
      source: row.source === 'EVENT' ? 'event' : 'catch-up',
      isHistory: watch !== null && itemId > watch.baselineItemId && itemId <= (watch.tickedItemId ?? 0),
      isRemoved: row.removedAt !== null,
    },
    receipts: await readReceipts(tx, portalId, { entityTypeId, itemId }),
  }
}

async function readReceipts(
  tx: Transaction,
  portalId: string,
  { entityTypeId, itemId }: ItemRef,
): Promise<ReceiptFact[]> {
  const key = { portalId, entityTypeId: BigInt(entityTypeId) }
  const type = await tx.feedType.findUnique({ where: { portalId_entityTypeId: key }, select: { beganAt: true } })
  const rows = await tx.receipt.findMany({
    // What came before is about a former item that had this number.
    where: { ...key, itemId: BigInt(itemId), ...(type?.beganAt && { receivedAt: { gte: type.beganAt } }) },
    orderBy: [{ receivedAt: 'desc' }, { id: 'desc' }],
    take: maxReceipts,
    select: {
      event: true,
      actor: true,
      outcome: true,
      sentAt: true,
      receivedAt: true,
      settledAt: true,
      deferredUntil: true,
      reason: true,
    },
  })
  return rows.map((row) => ({
    event: eventOf[row.event],
    actor: row.actor.toLowerCase() as ReceiptFact['actor'],
    outcome: row.outcome.toLowerCase(),
    sentAt: row.sentAt?.toISOString() ?? null,
    receivedAt: row.receivedAt.toISOString(),
    settledAt: row.settledAt?.toISOString() ?? null,
    deferredUntil: row.deferredUntil?.toISOString() ?? null,
    reason: row.reason,
  }))
}

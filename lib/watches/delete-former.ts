import 'server-only'
import type { EntityType } from '../bitrix24/smart-process.ts'
import type { Transaction } from '../db/client.ts'
import { advanceWatchesRevision } from '../feed-head/advance-watches-revision.ts'

/**
 * Takes away what is kept of the type that had this number before: its items' numbers are those of other items now. Rows, bells and
 * names go; receipts and marks stay, and say from when on they are believed; an action that may not have been done is not tried on
 * another item. Pages from before are told to read anew, which drops the rows from them. Under the lock of the feed's head.
 */
export async function deleteFormer(
  tx: Transaction,
  portalId: string,
  { entityTypeId: number, typeId, madeAt = null }: EntityType & { readonly typeId: number },
  askedAt: Date,
): Promise<void> {
  const entityTypeId = BigInt(number)
  const revision = await advanceWatchesRevision(tx, portalId)
  await tx.$executeRaw`
    insert into feed_type (portal_id, entity_type_id, type_id, seen_at, began_at, made_at, began_revision)
    values (${portalId}::uuid, ${entityTypeId}, ${BigInt(typeId)}, ${askedAt}::timestamptz, null, ${madeAt}::timestamptz, ${revision})
    on conflict (portal_id, entity_type_id) do update set
      type_id = excluded.type_id, seen_at = excluded.seen_at, made_at = excluded.made_at, began_revision = excluded.began_revision,
      began_at = feed_type.seen_at`
  await tx.$executeRaw`
    update event_delivery d set outcome = 'NOT_FOUND', settled_at = ${askedAt}::timestamptz
    from feed_type f
    where f.portal_id = ${portalId}::uuid and f.entity_type_id = ${entityTypeId}
      and d.portal_id = f.portal_id and d.entity_type_id = f.entity_type_id and d.settled_at is null
      and (d.received_at < f.began_at or d.sent_at < date_trunc('second', f.made_at))`
  await tx.feedItem.deleteMany({ where: { portalId, entityTypeId } })
  await tx.bell.deleteMany({ where: { portalId, entityTypeId } })
  await tx.viewerAction.updateMany({
    where: { portalId, entityTypeId, outcome: { in: ['PENDING', 'UNKNOWN'] } },
    data: { outcome: 'REFUSED', reason: 'gone', settledAt: askedAt },
  })
  // Categories of all types have their ids from one table, so these are nobody's any more.
  await tx.directoryEntry.deleteMany({ where: { portalId, kind: 'CATEGORY', key: { startsWith: `${number}:` } } })
  await tx.directoryEntry.deleteMany({ where: { portalId, kind: 'STAGE', key: { startsWith: `DT${number}_` } } })
}

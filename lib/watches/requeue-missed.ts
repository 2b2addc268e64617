import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import { describeError, log } from '../platform/log.ts'

/**
 * Has receipts that say "not watched" looked at after all: of items that were announced between the reading of the baseline
 * and the saving of these new watches, and of items in the feed that changed or went while their type was not watched. Not what was said of a former type's items.
 * After the watches are saved and in no transaction of theirs, since a portal has thousands of such receipts and events must
 * not wait for that. Where it fails, the sweep and the comparison find the same later.
 */
export async function requeueMissed(portalId: string, entityTypeIds: readonly number[]): Promise<void> {
  if (entityTypeIds.length === 0) return
  const types = entityTypeIds.map(BigInt)
  try {
    // Two statements: each finds its receipts by their index, an OR of both would read all of the type.
    await inPortal(portalId, async (tx) => {
      await tx.$executeRaw`
        update event_delivery d set outcome = 'RECEIVED', settled_at = null, deferred_until = null
        from watch w
        where w.portal_id = ${portalId}::uuid and w.entity_type_id = any (${types}::bigint[])
          and d.portal_id = w.portal_id and d.entity_type_id = w.entity_type_id and d.item_id > w.baseline_item_id
          and d.outcome = 'NOT_WATCHED'
          and not exists (
            select from feed_type f
            where f.portal_id = d.portal_id and f.entity_type_id = d.entity_type_id
              and (d.received_at < f.began_at or d.sent_at < date_trunc('second', f.made_at)))`
      await tx.$executeRaw`
        update event_delivery d set outcome = 'RECEIVED', settled_at = null, deferred_until = null
        from feed_item i
        where i.portal_id = ${portalId}::uuid and i.entity_type_id = any (${types}::bigint[])
          and d.portal_id = i.portal_id and d.entity_type_id = i.entity_type_id and d.item_id = i.item_id
          and d.outcome = 'NOT_WATCHED'`
    })
  } catch (error) {
    log().warn({ err: describeError(error), portalId }, 'receipts of a type that was ticked again were not put back')
  }
}

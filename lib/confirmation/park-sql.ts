import { type Statement, statement } from '../db/statement.ts'
import { newId } from '../platform/ids.ts'
import type { ParkedItem } from './partial-verdict.ts'

const maxReason = 64

/**
 * Parks items that break every list they are in: their receipts are settled with the reason, and an item without one gets one
 * of our own. Nothing waits for them; the next event about such an item, or a replay, tries it again.
 */
export function parkSql(portalId: string, items: readonly ParkedItem[], now: Date): Statement[] {
  return items.flatMap(({ entityTypeId, itemId, reason: code }) => {
    const reason = code.replaceAll('\0', '').slice(0, maxReason)
    const ours = statement`
      insert into event_delivery (portal_id, id, event, entity_type_id, item_id, actor, received_at)
      select ${portalId}::uuid, ${newId()}::uuid, 'CATCH_UP', ${BigInt(entityTypeId)}, ${BigInt(itemId)}, 'UNKNOWN',
             ${now}::timestamptz
      where not exists (
        select from event_delivery
        where portal_id = ${portalId}::uuid and entity_type_id = ${BigInt(entityTypeId)} and item_id = ${BigInt(itemId)}
          and (settled_at is null or outcome = 'PARKED'))`
    const parked = statement`
      update event_delivery set outcome = 'PARKED', settled_at = ${now}::timestamptz, reason = ${reason}
      where portal_id = ${portalId}::uuid and entity_type_id = ${BigInt(entityTypeId)} and item_id = ${BigInt(itemId)}
        and settled_at is null`
    return [ours, parked]
  })
}

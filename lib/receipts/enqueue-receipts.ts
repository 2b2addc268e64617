import 'server-only'
import type { ItemRef } from '../bitrix24/item-ref.ts'
import type { Transaction } from '../db/client.ts'
import { statement } from '../db/statement.ts'
import { newId } from '../platform/ids.ts'

type When = { readonly now: Date; readonly inSeconds: number }

/**
 * Appends receipts of our own, for items that nobody announced and that are to be looked at `inSeconds` from now. Not for
 * items that are about to be looked at anyway, nor of types that are not watched.
 */
export async function enqueueReceipts(
  tx: Transaction,
  portalId: string,
  items: readonly ItemRef[],
  when: When,
): Promise<void> {
  if (items.length > 0) await tx.$executeRaw(ownReceiptsSql(portalId, items, when))
}

/** The same, for who has more to do in one trip. */
export function ownReceiptsSql(portalId: string, items: readonly ItemRef[], { now, inSeconds }: When) {
  return statement`
    insert into event_delivery (portal_id, id, event, entity_type_id, item_id, actor, received_at, deferred_until)
    select ${portalId}::uuid, n.id, 'CATCH_UP', n.entity_type_id, n.item_id, 'UNKNOWN', ${now}::timestamptz,
           now() + make_interval(secs => ${inSeconds}::float8)
    from unnest(
      ${items.map(() => newId())}::uuid[], ${items.map((item) => BigInt(item.entityTypeId))}::bigint[],
      ${items.map((item) => BigInt(item.itemId))}::bigint[]
    ) as n (id, entity_type_id, item_id)
    join watch w on w.portal_id = ${portalId}::uuid and w.entity_type_id = n.entity_type_id
    where not exists (
      select from event_delivery d
      where d.portal_id = ${portalId}::uuid and d.entity_type_id = n.entity_type_id and d.item_id = n.item_id
        and d.settled_at is null)`
}

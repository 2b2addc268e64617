import type { Actor } from '../bitrix24/actor.ts'
import { itemKey } from '../bitrix24/item-ref.ts'
import { type Statement, statement } from '../db/statement.ts'
import type { ConfirmedItem } from '../feed/plan-changes.ts'

/** As `announcedSql` reads it. */
export type AnnouncedRow = { entity_type_id: bigint; item_id: bigint; received_at: Date; actor: string }

/** Finds the receipts that `adoptAnnounced` is about. */
export function announcedSql(portalId: string, items: readonly ConfirmedItem[]): Statement<AnnouncedRow> {
  const found = foundBy(items)
  return statement<AnnouncedRow>`
    select distinct on (d.entity_type_id, d.item_id)
           d.entity_type_id, d.item_id, d.received_at, d.actor::text
    from unnest(
      ${found.map((i) => BigInt(i.entityTypeId))}::bigint[], ${found.map((i) => BigInt(i.itemId))}::bigint[]
    ) as asked (entity_type_id, item_id)
    join event_delivery d
      on d.portal_id = ${portalId}::uuid and d.entity_type_id = asked.entity_type_id and d.item_id = asked.item_id
    left join feed_type f on f.portal_id = d.portal_id and f.entity_type_id = d.entity_type_id
    where d.event <> 'CATCH_UP'
      and (f.began_at is null or d.received_at >= f.began_at)
      and (f.made_at is null or d.sent_at is null or d.sent_at >= date_trunc('second', f.made_at))
    order by d.entity_type_id, d.item_id, d.event <> 'ITEM_ADD', d.received_at`
}

/** What catch-up came across, and the CRM has. */
export function foundBy(items: readonly ConfirmedItem[]): ConfirmedItem[] {
  return items.filter((item) => item.source === 'CATCH_UP' && item.remote)
}

/**
 * An item that catch-up came across was announced after all when its receipt is committed by now: then it is not recovered,
 * and the receipt says when it came and whose doing it is. A receipt from before the type was made anew is another item's.
 */
export function adoptAnnounced(items: readonly ConfirmedItem[], rows: readonly AnnouncedRow[]): ConfirmedItem[] {
  const announced = new Map(
    rows.map((row) => [itemKey({ entityTypeId: Number(row.entity_type_id), itemId: Number(row.item_id) }), row]),
  )
  return items.map((item) => {
    const receipt = item.source === 'CATCH_UP' ? announced.get(itemKey(item)) : undefined
    if (!receipt) return item
    return { ...item, source: 'EVENT', actor: receipt.actor.toLowerCase() as Actor, receivedAt: receipt.received_at }
  })
}

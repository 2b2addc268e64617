import type { Actor } from '../bitrix24/actor.ts'
import { type Statement, statement } from '../db/statement.ts'
import { receiptIsDue } from '../receipts/receipt-is-due.ts'
import type { PendingReceipt } from './fold-receipts.ts'

type Row = {
  id: string
  entity_type_id: bigint
  item_id: bigint
  event: 'ITEM_ADD' | 'ITEM_UPDATE' | 'ITEM_DELETE' | 'CATCH_UP'
  actor: string
  received_at: Date
  attempts: number
}

const changeOf = { ITEM_ADD: 'add', ITEM_UPDATE: 'update', ITEM_DELETE: 'delete', CATCH_UP: 'catch_up' } as const

/** The oldest unsettled receipts of one portal, without those that are deferred: `readReceipts` reads them. */
export function dueReceiptsSql(portalId: string, limit: number): Statement<Row> {
  return statement<Row>`
    select id::text, entity_type_id, item_id, event::text, actor::text, received_at, attempts
    from event_delivery d where d.portal_id = ${portalId}::uuid and ${receiptIsDue}
    order by received_at, item_id, id limit ${limit}::int`
}

export function readReceipts(rows: readonly Row[]): PendingReceipt[] {
  return rows.map((row) => ({
    id: row.id,
    entityTypeId: Number(row.entity_type_id),
    itemId: Number(row.item_id),
    change: changeOf[row.event],
    actor: row.actor.toLowerCase() as Actor,
    receivedAt: row.received_at,
    attempts: row.attempts,
  }))
}

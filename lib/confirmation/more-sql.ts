import { Prisma } from '../db/generated/client.ts'
import { receiptIsDueBy } from '../receipts/receipt-is-due.ts'

/** Times are kept in whole ms, which may be later than the moment of a transaction that makes something due at once. */
const soon = Prisma.sql`now() + interval '1 millisecond'`

/** Whether there is something to do for the portal now: receipts, watches, or its types. An expression. */
export function moreSql(portalId: string): Prisma.Sql {
  return Prisma.sql`
    exists (select from event_delivery d where d.portal_id = ${portalId}::uuid and ${receiptIsDueBy(soon)})
      or exists (select from watch where portal_id = ${portalId}::uuid and sweep_due_at <= ${soon})
      or exists (select from type_check where portal_id = ${portalId}::uuid and due_at <= ${soon})`
}

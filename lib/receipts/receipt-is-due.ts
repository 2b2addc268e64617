import { Prisma } from '../db/generated/client.ts'

/** Whether a receipt (`event_delivery d`) is to be confirmed by then: it waits, and not for a later moment. */
export const receiptIsDueBy = (at: Prisma.Sql) =>
  Prisma.sql`d.settled_at is null and (d.deferred_until is null or d.deferred_until <= ${at})`

/** The same, now. */
export const receiptIsDue = receiptIsDueBy(Prisma.sql`now()`)

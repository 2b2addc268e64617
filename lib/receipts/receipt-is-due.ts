import { Prisma } from '../db/generated/client.ts'

/** Whether a receipt (`event_delivery d`) is to be confirmed now: it waits, and not for a later moment. */
export const receiptIsDue = Prisma.sql`d.settled_at is null and (d.deferred_until is null or d.deferred_until <= now())`

import { Prisma } from '../db/generated/client.ts'

/** Whether a portal (`feed_lease l`) waits after a failure; also null where it does not. */
export const backsOff = Prisma.sql`l.retry_at > now()`

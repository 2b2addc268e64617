import { Prisma } from '../db/generated/client.ts'

/**
 * When an event of the portal `portal` (SQL) last was refused for its application token: within the last hour, and not before the
 * known one was taken over. Null where the portal's events are taken in, as far as is known.
 */
export function lastUnproved(portal: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    select max(u.unproved_at) from refused_hints u join installation i on i.portal_id = u.portal_id
    where u.portal_id = ${portal} and u.hour > now() - interval '2 hours'
      and u.unproved_at > greatest(now() - interval '1 hour', i.application_token_at)`
}

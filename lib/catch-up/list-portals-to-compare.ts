import 'server-only'
import { Prisma } from '../db/generated/client.ts'
import { listAskablePortals } from './list-askable-portals.ts'

/** Portals that are to be compared with the CRM, and those in the middle of that, the longest due first. */
export function listPortalsToCompare(now: Date, limit: number): Promise<string[]> {
  return listAskablePortals({
    where: Prisma.sql`a.compare_at <= ${now}::timestamptz`,
    since: Prisma.sql`a.compare_at`,
    limit,
  })
}

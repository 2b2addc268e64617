import 'server-only'
import { Prisma } from '../db/generated/client.ts'
import { listPortals } from '../db/list-portals.ts'
import { isForgotten } from './purge-forgotten.ts'

/** Uninstalled portals whose settings have been kept for long, although nobody ever said that they should. */
export function listForgottenPortals(now: Date): Promise<string[]> {
  return listPortals(Prisma.sql`select n.portal_id from schedule.installation n where ${isForgotten(now)}`)
}

import 'server-only'
import { Prisma } from '../db/generated/client.ts'
import { listPortals } from '../db/list-portals.ts'
import { bindingsAreDue } from './check-bindings.ts'

/** Portals whose bindings are due to be looked at. */
export function listDueBindings(now: Date): Promise<string[]> {
  return listPortals(Prisma.sql`select n.portal_id from schedule.installation n where ${bindingsAreDue(now)}`)
}

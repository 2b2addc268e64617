import 'server-only'
import { db } from './client.ts'
import type { Prisma } from './generated/client.ts'

/**
 * The portals that a look for work finds. It asks the views of the schema `schedule`, which tell across all portals when something is
 * due, and never what (docs/decisions/034).
 * @param query selects `portal_id`; its order is kept.
 */
export async function listPortals(query: Prisma.Sql): Promise<string[]> {
  const rows = await db().$queryRaw<{ portal_id: string }[]>`${query}`
  return rows.map((row) => row.portal_id)
}

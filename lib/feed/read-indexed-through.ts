import 'server-only'
import type { Transaction } from '../db/client.ts'
import { Prisma } from '../db/generated/client.ts'

/**
 * Up to which revision a portal's rows stand in its postings; null where none does, or where there is nothing to look for.
 * @param onlyIf says whether there is.
 */
export async function readIndexedThrough(
  tx: Transaction,
  portalId: string,
  onlyIf = Prisma.sql`true`,
): Promise<bigint | null> {
  const [row] = await tx.$queryRaw<{ through_revision: bigint }[]>`
    select through_revision from search_progress where portal_id = ${portalId}::uuid and through_revision > 0 and ${onlyIf}`
  return row?.through_revision ?? null
}

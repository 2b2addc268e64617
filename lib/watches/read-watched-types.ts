import 'server-only'
import { invoiceEntityTypeId } from '../bitrix24/smart-process.ts'
import type { Transaction } from '../db/client.ts'
import type { TypesAsked } from './watched-types.ts'

/**
 * The watched smart processes, and whether it is time to ask for them; null where there are none. Invoices are none: never
 * listed, never renamed, never deleted.
 */
export async function readWatchedTypes(tx: Transaction, portalId: string): Promise<TypesAsked | null> {
  const [head] = await tx.$queryRaw<{ types_due_at: Date | null; is_due: boolean }[]>`
    select types_due_at, coalesce(types_due_at, '-infinity') <= now() as is_due from feed_head
    where portal_id = ${portalId}::uuid`
  const types = await tx.watch.findMany({
    where: { portalId, entityTypeId: { not: BigInt(invoiceEntityTypeId) } },
    select: { entityTypeId: true, typeId: true, title: true },
    orderBy: { entityTypeId: 'asc' },
  })
  if (!head || types.length === 0) return null
  return {
    dueAt: head.types_due_at,
    isDue: head.is_due,
    types: types.map(({ entityTypeId, typeId, title }) => ({
      entityTypeId: Number(entityTypeId),
      typeId: typeId === null ? null : Number(typeId),
      title,
    })),
  }
}

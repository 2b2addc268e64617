import 'server-only'
import { invoiceEntityTypeId } from '../bitrix24/smart-process.ts'
import type { Transaction } from '../db/client.ts'
import type { TypesAsked } from './watched-types.ts'

/**
 * The watched smart processes, and whether it is time to ask for them; null where there are none. Invoices are none: never
 * listed, never renamed, never deleted.
 */
export async function readWatchedTypes(tx: Transaction, portalId: string): Promise<TypesAsked | null> {
  const [check] = await tx.$queryRaw<{ due_at: Date; is_due: boolean }[]>`
    select due_at, due_at <= now() as is_due from type_check where portal_id = ${portalId}::uuid`
  const types = await tx.watch.findMany({
    where: { portalId, entityTypeId: { not: BigInt(invoiceEntityTypeId) } },
    select: { entityTypeId: true, typeId: true, title: true },
    orderBy: { entityTypeId: 'asc' },
  })
  if (types.length === 0) return null
  return {
    dueAt: check?.due_at ?? null,
    isDue: check?.is_due ?? true,
    types: types.map(({ entityTypeId, typeId, title }) => ({
      entityTypeId: Number(entityTypeId),
      typeId: typeId === null ? null : Number(typeId),
      title,
    })),
  }
}

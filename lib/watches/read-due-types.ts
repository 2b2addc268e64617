import 'server-only'
import type { Transaction } from '../db/client.ts'
import type { TypesAsked } from './watched-types.ts'

/** The watched smart processes, where it is time to ask for them; null where it is not. Invoices are none, and never renamed. */
export async function readDueTypes(tx: Transaction, portalId: string): Promise<TypesAsked | null> {
  const [head] = await tx.$queryRaw<{ types_due_at: Date | null }[]>`
    select types_due_at from feed_head
    where portal_id = ${portalId}::uuid and coalesce(types_due_at, '-infinity') <= now()`
  if (!head) return null
  const types = await tx.watch.findMany({
    where: { portalId, typeId: { not: null } },
    select: { entityTypeId: true, typeId: true, title: true },
  })
  if (types.length === 0) return null
  return {
    dueAt: head.types_due_at,
    types: types.map(({ entityTypeId, typeId, title }) => ({
      entityTypeId: Number(entityTypeId),
      typeId: Number(typeId),
      title,
    })),
  }
}

import 'server-only'
import { db, type Transaction } from './client.ts'
import { inPortals } from './in-portals.ts'

/** One transaction over the rows of every portal there is, for what looks for work; null where there is none. */
export async function inAllPortals<T>(work: (tx: Transaction) => Promise<T>): Promise<T | null> {
  const portals = await db().portal.findMany({ select: { id: true } })
  if (portals.length === 0) return null
  return inPortals(
    portals.map(({ id }) => id),
    work,
  )
}

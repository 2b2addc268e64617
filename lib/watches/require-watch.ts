import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import { Refusal } from '../platform/refusal.ts'

/** @throws Refusal `not_found` for a type that this portal does not watch. */
export async function requireWatch(portalId: string, entityTypeId: number): Promise<void> {
  const watches = await inPortal(portalId, (tx) =>
    tx.watch.count({ where: { portalId, entityTypeId: BigInt(entityTypeId) } }),
  )
  if (watches === 0) throw new Refusal('not_found', 'not_watched')
}

import 'server-only'
import { inPortal } from '../db/in-portal.ts'

/** The types of a portal that a sweep walks: those that are watched and not paused. */
export async function listSwept(portalId: string): Promise<number[]> {
  const watches = await inPortal(portalId, (tx) =>
    tx.watch.findMany({
      where: { portalId, pausedAt: null },
      select: { entityTypeId: true },
      orderBy: { entityTypeId: 'asc' },
    }),
  )
  return watches.map(({ entityTypeId }) => Number(entityTypeId))
}

import 'server-only'
import { inPortal } from '../db/in-portal.ts'

/** The followed types: those that an admin opened to the whole portal, and those where the CRM's rights hold. */
export type TypeVisibility = {
  readonly open: ReadonlySet<number>
  readonly closed: ReadonlySet<number>
  /** When the watch of each began: what was heard of its number before may have been about a former type. */
  readonly begunAtMs: ReadonlyMap<number, number>
}

export async function readTypeVisibility(portalId: string): Promise<TypeVisibility> {
  const watches = await inPortal(portalId, (tx) =>
    tx.watch.findMany({ where: { portalId }, select: { entityTypeId: true, visibility: true, createdAt: true } }),
  )
  const of = (visibility: 'CRM' | 'PORTAL') =>
    new Set(watches.filter((watch) => watch.visibility === visibility).map((watch) => Number(watch.entityTypeId)))
  const begunAtMs = new Map(watches.map((watch) => [Number(watch.entityTypeId), watch.createdAt.getTime()]))
  return { open: of('PORTAL'), closed: of('CRM'), begunAtMs }
}

import 'server-only'
import { inPortal } from '../db/in-portal.ts'

/** The followed types: those that an admin opened to the whole portal, and those where the CRM's rights hold. */
export type TypeVisibility = { readonly open: ReadonlySet<number>; readonly closed: ReadonlySet<number> }

export async function readTypeVisibility(portalId: string): Promise<TypeVisibility> {
  const watches = await inPortal(portalId, (tx) =>
    tx.watch.findMany({ where: { portalId }, select: { entityTypeId: true, visibility: true } }),
  )
  const of = (visibility: 'CRM' | 'PORTAL') =>
    new Set(watches.filter((watch) => watch.visibility === visibility).map((watch) => Number(watch.entityTypeId)))
  return { open: of('PORTAL'), closed: of('CRM') }
}

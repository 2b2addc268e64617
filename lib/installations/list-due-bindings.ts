import 'server-only'
import { inAllPortals } from '../db/in-all-portals.ts'
import { dueBindings } from './check-bindings.ts'

/** Portals whose bindings are due to be looked at. */
export async function listDueBindings(now: Date): Promise<string[]> {
  const due = await inAllPortals((tx) =>
    tx.installation.findMany({ where: dueBindings(now), select: { portalId: true } }),
  )
  return (due ?? []).map(({ portalId }) => portalId)
}

import 'server-only'
import { inAllPortals } from '../db/in-all-portals.ts'
import { forgottenPortals } from './purge-forgotten.ts'

/** Uninstalled portals whose settings have been kept for long, although nobody ever said that they should. */
export async function listForgottenPortals(now: Date): Promise<string[]> {
  const kept = await inAllPortals((tx) =>
    tx.installation.findMany({ where: forgottenPortals(now), select: { portalId: true } }),
  )
  return (kept ?? []).map(({ portalId }) => portalId)
}

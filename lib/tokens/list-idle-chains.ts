import 'server-only'
import { inAllPortals } from '../db/in-all-portals.ts'
import { idleChains } from './renew-idle-chain.ts'

/** Portals whose token chain would die of idleness. */
export async function listIdleChains(now: Date): Promise<string[]> {
  const idle = await inAllPortals((tx) =>
    tx.installation.findMany({ where: idleChains(now), select: { portalId: true } }),
  )
  return (idle ?? []).map(({ portalId }) => portalId)
}

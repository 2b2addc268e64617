import 'server-only'
import { Prisma } from '../db/generated/client.ts'
import { listPortals } from '../db/list-portals.ts'
import { chainIsIdle } from './renew-idle-chain.ts'

/** Portals whose token chain would die of idleness. */
export function listIdleChains(now: Date): Promise<string[]> {
  return listPortals(Prisma.sql`select n.portal_id from schedule.installation n where ${chainIsIdle(now)}`)
}

import 'server-only'
import { inPortal } from '../db/in-portal.ts'

/**
 * Lets in no session of this portal's viewers that was sealed until now: requests at once, open streams within seconds. Whoever the portal still
 * vouches for gets another one.
 */
export async function revokeSessions(portalId: string, now: Date): Promise<void> {
  await inPortal(portalId, (tx) => tx.installation.update({ where: { portalId }, data: { sessionsSince: now } }))
}

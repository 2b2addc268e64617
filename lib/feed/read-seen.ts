import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import { seenColumns, toSeenMarks } from './seen-columns.ts'
import type { SeenMarks } from './seen-marks.ts'

/** What a viewer has seen of the feed; nothing for somebody new. */
export async function readSeen(portalId: string, userId: number): Promise<SeenMarks> {
  const where = { portalId_userId: { portalId, userId: BigInt(userId) } }
  return toSeenMarks(await inPortal(portalId, (tx) => tx.viewerState.findUnique({ where, select: seenColumns })))
}

import 'server-only'
import { z } from 'zod'
import type { Transaction } from '../db/client.ts'
import { inPortal } from '../db/in-portal.ts'
import type { SeenMarks } from './seen-marks.ts'

/** The column as `markSeen` writes it: `all` and entity type ids, each with a position. */
const columnSchema = z.record(z.string().regex(/^(all|[1-9]\d{0,15})$/), z.string().regex(/^\d{1,18}$/))

/** What a viewer has seen of the feed; nothing for somebody new. */
export function readSeen(portalId: string, userId: number): Promise<SeenMarks> {
  return inPortal(portalId, (tx) => readSeenIn(tx, portalId, userId))
}

async function readSeenIn(tx: Transaction, portalId: string, userId: number): Promise<SeenMarks> {
  const where = { portalId_userId: { portalId, userId: BigInt(userId) } }
  const state = await tx.viewerState.findUnique({ where, select: { seen: true } })
  const { all = '0', ...byType } = columnSchema.catch({}).parse(state?.seen ?? {})
  return { all, byType }
}

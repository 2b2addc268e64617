import 'server-only'
import { replayReceipts } from '../confirmation/replay-receipts.ts'
import { db } from '../db/client.ts'
import { inPortal } from '../db/in-portal.ts'
import { logOperation } from './log-operation.ts'

type Only = { readonly portalId: string } | null

/** Has what is parked or waits for a later try looked at again, of one portal or of all. @returns how many receipts. */
export async function replayEverywhere(only: Only, { isDry }: { readonly isDry: boolean }): Promise<number> {
  const portalIds = only ? [only.portalId] : (await db().portal.findMany({ select: { id: true } })).map(({ id }) => id)
  let replayed = 0
  for (const portalId of portalIds) {
    const count = isDry ? await countReplayable(portalId) : await replayReceipts(portalId, null)
    if (!isDry && count > 0) logOperation('receipts:replay', portalId, { count })
    replayed += count
  }
  return replayed
}

function countReplayable(portalId: string): Promise<number> {
  return inPortal(portalId, (tx) =>
    tx.receipt.count({
      where: {
        portalId,
        outcome: { in: ['RECEIVED', 'PARKED'] },
        OR: [{ deferredUntil: { not: null } }, { settledAt: { not: null } }],
      },
    }),
  )
}

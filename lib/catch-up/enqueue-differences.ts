import 'server-only'
import type { Transaction } from '../db/client.ts'
import { readStoredRange } from '../feed/stored-items.ts'
import { enqueueReceipts } from '../receipts/enqueue-receipts.ts'
import { advanceComparison } from '../watches/advance-comparison.ts'
import { retentionFloor } from '../watches/retention-floor.ts'
import { comparedThrough, findDifferences } from './plan-comparison.ts'
import type { Compared } from './walk-compared.ts'

const maxRows = 5_000

/**
 * Compares what was walked with the feed's rows, notes what differs, and moves the comparison of this watch on.
 * @returns how many items differ.
 */
export async function enqueueDifferences(
  tx: Transaction,
  portalId: string,
  [walk, walked]: Compared,
  now: Date,
): Promise<number> {
  const { entityTypeId, afterItemId: fromItemId, throughItemId } = walk
  const toItemId = comparedThrough(walk, walked)
  const rows = await readStoredRange(tx, portalId, { entityTypeId, fromItemId, toItemId }, maxRows)
  const through = rows.length < maxRows ? toItemId : (rows.at(-1)?.itemId ?? toItemId)
  const watch = await tx.watch.findUnique({
    where: { portalId_entityTypeId: { portalId, entityTypeId: BigInt(entityTypeId) } },
    select: { baselineItemId: true, prunedItemId: true, checkpointItemId: true },
  })
  if (!watch) return 0
  const bounds = { floorItemId: retentionFloor(watch), checkpointItemId: Number(watch.checkpointItemId) }
  const found = findDifferences(walked, rows, bounds).filter((itemId) => itemId <= through)
  const names = found.map((itemId) => ({ entityTypeId, itemId }))
  await enqueueReceipts(tx, portalId, names, { now, inSeconds: 0 })
  const isOver = throughItemId !== null && through >= throughItemId
  await advanceComparison(tx, portalId, { entityTypeId, fromItemId, throughItemId: through }, { isOver, now })
  return found.length
}

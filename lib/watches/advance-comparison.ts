import 'server-only'
import type { Transaction } from '../db/client.ts'

type Compared = { readonly entityTypeId: number; readonly fromItemId: number; readonly throughItemId: number }

/** Moves the slow comparison of a watch on, or ends its round, unless another one has moved it meanwhile. */
export async function advanceComparison(
  tx: Transaction,
  portalId: string,
  { entityTypeId, fromItemId, throughItemId }: Compared,
  { isOver, now }: { readonly isOver: boolean; readonly now: Date },
): Promise<void> {
  await tx.watch.updateMany({
    where: { portalId, entityTypeId: BigInt(entityTypeId), comparedItemId: BigInt(fromItemId) },
    data: isOver ? { comparedItemId: null, comparedAt: now } : { comparedItemId: BigInt(throughItemId) },
  })
}

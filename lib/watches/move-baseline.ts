import 'server-only'
import type { Transaction } from '../db/client.ts'

type Watched = { readonly entityTypeId: number; readonly baselineItemId: number }

/** Moves baseline and checkpoint of a watch back to `beginsAfter`, unless the baseline is another one meanwhile. */
export async function moveBaseline(
  tx: Transaction,
  portalId: string,
  { entityTypeId, baselineItemId }: Watched,
  beginsAfter: number,
): Promise<void> {
  await tx.$executeRaw`
    update watch set history = null,
      baseline_item_id = least(baseline_item_id, ${BigInt(beginsAfter)}),
      checkpoint_item_id = least(checkpoint_item_id, ${BigInt(beginsAfter)})
    where portal_id = ${portalId}::uuid and entity_type_id = ${BigInt(entityTypeId)}
      and baseline_item_id = ${BigInt(baselineItemId)}`
}

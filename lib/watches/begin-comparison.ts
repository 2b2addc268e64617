import 'server-only'
import type { Transaction } from '../db/client.ts'

/**
 * Begins a round of the slow comparison for all watches, unless one is under way: with the oldest item in the feed, which may be older
 * than the baseline where a type was unticked and ticked again.
 */
export async function beginComparison(tx: Transaction, portalId: string): Promise<void> {
  await tx.$executeRaw`
    update watch set compared_item_id = least(baseline_item_id, (
      select min(i.item_id) - 1 from feed_item i
      where i.portal_id = watch.portal_id and i.entity_type_id = watch.entity_type_id and i.removed_at is null))
    where portal_id = ${portalId}::uuid and (paused_at is null or paused_reason = 'TYPE_GONE') and not exists (
      select from watch w
      where w.portal_id = ${portalId}::uuid and w.compared_item_id is not null
        and (w.paused_at is null or w.paused_reason = 'TYPE_GONE'))`
}

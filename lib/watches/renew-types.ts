import 'server-only'
import type { Transaction } from '../db/client.ts'
import { deleteFormer } from './delete-former.ts'
import type { RenewedType } from './watched-types.ts'

/**
 * Begins the watches of types that were made anew under their numbers: with their first item, as nothing of such a type was there
 * when the admin ticked its number, and as the CRM shows it to each viewer, since whoever opened the former type to the whole
 * portal knew nothing of this one. What is kept of the former type goes. Under the lock of the feed's head.
 * @param askedAt when the portal was asked.
 * @returns those that were renewed: not what somebody else has renewed, or unticked, since the portal was asked.
 */
export async function renewTypes(
  tx: Transaction,
  portalId: string,
  types: readonly RenewedType[],
  askedAt: Date,
): Promise<number[]> {
  const renewed: number[] = []
  for (const type of types) {
    const begun = await tx.$executeRaw`
      update watch set
        type_id = ${BigInt(type.typeId)}, title = ${type.title}, has_categories = ${type.hasCategories ?? null}::boolean, visibility = 'CRM', open_since = null, created_at = now(), renewed_at = ${askedAt}::timestamptz,
        baseline_item_id = 0, ticked_item_id = 0, checkpoint_item_id = 0, pruned_item_id = 0, history = null,
        swept_at = null, sweep_due_at = now(), walk_span = null, compared_item_id = null, compared_at = ${askedAt}::timestamptz,
        paused_at = null, paused_reason = null
      where portal_id = ${portalId}::uuid and entity_type_id = ${BigInt(type.entityTypeId)}
        and type_id = ${BigInt(type.formerTypeId)}`
    if (begun === 0) continue
    await deleteFormer(tx, portalId, type, askedAt)
    renewed.push(type.entityTypeId)
  }
  return renewed
}

import type { FeedItem, ItemChanges } from '../feed/feed-item.ts'
import type { FeedRow, FormerValue } from '../feed/feed-row.ts'
import { once } from '../platform/once.ts'

/** By which right a viewer may see an item, as far as this process knows. */
export type ViewerRight = {
  /** The portal says that the viewer is an admin. */
  readonly isAdmin: boolean
  /** The first revision of the item that the CRM has shown to the viewer as it stands in the feed; null where there is none. */
  readonly shownSince: bigint | null
  /** The revision since which the item's type has been open to the whole portal without a break; null where it is not. */
  readonly openSince: bigint | null
}

/**
 * The door between a row and a viewer who may see the item as it is: the only place that joins the item with what it was before
 * (`tests/lib/visibility/told.test.ts`). Each former value is told by its own right, or not at all: who may see an item now need not have
 * been allowed to see it then (docs/decisions/020-what-is-told-has-its-own-right.md).
 */
export function tellItem(row: Pick<FeedRow, 'item' | 'former'>, right: ViewerRight): FeedItem {
  const { stage, assignedTo, title } = row.former
  const known = [stage, assignedTo, title].map((value) => value !== undefined && mayKnow(value, right))
  // Those who may know the same of a row are told the very same, which then is written once.
  const told = toldBefore().get(row) ?? new Map<string, FeedItem>()
  toldBefore().set(row, told)
  const item = told.get(String(known)) ?? withFormer(row, known)
  told.set(String(known), item)
  return item
}

/** The item with those of its former values that are known. */
function withFormer(
  { item, former }: Pick<FeedRow, 'item' | 'former'>,
  [hasStage, hasPerson, hasTitle]: boolean[],
): FeedItem {
  const { stage, assignedTo, title } = former
  const changes: ItemChanges = {
    ...(stage && hasStage && ({ stage: { from: stage.value, to: item.stage } } satisfies ItemChanges)),
    ...(assignedTo &&
      hasPerson &&
      ({ assignedTo: { from: assignedTo.value, to: item.assignedTo } } satisfies ItemChanges)),
    ...(title && hasTitle && ({ title: { from: title.value } } satisfies ItemChanges)),
  }
  const { revision, position, ...present } = item
  return { ...present, changes: Object.keys(changes).length > 0 ? changes : null, revision, position }
}

function toldBefore() {
  return once('told-rows', () => new WeakMap<object, Map<string, FeedItem>>())
}

/** Whether the viewer was allowed to see the item before that value ended. */
function mayKnow({ until }: FormerValue<unknown>, { isAdmin, shownSince, openSince }: ViewerRight): boolean {
  if (isAdmin) return true
  const isBefore = (revision: bigint | null) => revision !== null && until !== null && revision < until
  return isBefore(shownSince) || isBefore(openSince)
}

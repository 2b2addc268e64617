import 'server-only'
import { type ItemRef, itemKey } from '../bitrix24/item-ref.ts'
import { refusalOf } from '../bitrix24/refusal-of.ts'
import { spareWaitMs } from '../bitrix24/request-queue.ts'
import { inPortal } from '../db/in-portal.ts'
import { once } from '../platform/once.ts'
import { recentMap } from '../platform/recent-map.ts'
import { askVisible } from './ask-visible.ts'
import { readTypeVisibility } from './read-type-visibility.ts'
import type { ViewerAccess } from './viewer-marks.ts'

export type ClosedCards = { readonly closed: readonly string[]; readonly isPartial: boolean }

type FeedRef = ItemRef & { readonly revision: bigint }

const keptMs = 3 * 60_000
/** Of all viewers of this process. */
const maxKept = 50_000

/**
 * Which of these items, that the feed shows to everybody, the CRM does not show to this viewer's own token: their cards do not
 * open. What a viewer may see of the feed does not depend on it, so it is asked after whatever somebody waits for, and the answer
 * counts for some minutes, unless the item changes.
 * @throws Refusal `unauthorized` or `unavailable`.
 */
export async function listClosedCards(viewer: ViewerAccess, items: readonly ItemRef[]): Promise<ClosedCards> {
  const asked = await readOpenItems(viewer.portalId, items)
  const unknown = asked.filter((item) => !known().has(keyOf(viewer, item)))
  if (unknown.length > 0) await ask(viewer, unknown)
  const decided = asked.filter((item) => known().has(keyOf(viewer, item)))
  const closed = decided.filter((item) => known().get(keyOf(viewer, item)) === true)
  return { closed: closed.map(itemKey), isPartial: decided.length < asked.length }
}

async function ask(viewer: ViewerAccess, items: readonly FeedRef[]): Promise<void> {
  const answer = await askVisible({ ...viewer, priority: 3, withinMs: spareWaitMs }, items, [])
  if (!answer.ok) throw refusalOf(answer.failure)
  for (const item of items) {
    const key = itemKey(item)
    if (answer.decided.has(key)) known().set(keyOf(viewer, item), !answer.visible.has(key))
  }
}

/** Those that the feed has, of types that are open to the whole portal, in the order of the question. */
async function readOpenItems(portalId: string, items: readonly ItemRef[]): Promise<FeedRef[]> {
  const { open } = await readTypeVisibility(portalId)
  const wanted = items.filter(({ entityTypeId }) => open.has(entityTypeId))
  if (wanted.length === 0) return []
  const rows = await inPortal(portalId, (tx) =>
    tx.feedItem.findMany({
      where: {
        portalId,
        removedAt: null,
        OR: wanted.map(({ entityTypeId, itemId }) => ({ entityTypeId: BigInt(entityTypeId), itemId: BigInt(itemId) })),
      },
      select: { entityTypeId: true, itemId: true, revision: true },
    }),
  )
  const revisions = new Map(
    rows.map(({ entityTypeId, itemId, revision }) => [
      itemKey({ entityTypeId: Number(entityTypeId), itemId: Number(itemId) }),
      revision,
    ]),
  )
  const asked = new Map(wanted.map((item) => [itemKey(item), item]))
  return [...asked].flatMap(([key, item]) => {
    const revision = revisions.get(key)
    return revision === undefined ? [] : [{ ...item, revision }]
  })
}

/** A change of an item may change to whom it opens. */
function keyOf({ portalId, userId }: ViewerAccess, item: FeedRef): string {
  return `${portalId}:${userId}:${itemKey(item)}:${item.revision}`
}

/** By viewer and item: whether its card does not open. */
function known() {
  return once('closed-cards', () => recentMap<string, boolean>(maxKept, keptMs))
}

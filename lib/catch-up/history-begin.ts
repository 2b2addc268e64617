import type { RemoteItem } from '../bitrix24/remote-item.ts'
import type { History } from '../watches/watch.ts'

/** What an admin may want to see of the time before a type was ticked. */
export type WantedHistory = Exclude<History, 'none'>

const weekMs = 7 * 86_400_000
const lastCount = 500
/** A week of a busy type is cut here. */
const mostItems = 10_000

/**
 * After which item the feed is to begin, or null where that takes looking further back. By the ids of what the CRM lists, the
 * newest first, never by a date filter, which a portal's zone would shift: an item says itself when it was created, by the
 * same clock that tells `portalTime`.
 */
export function historyBegins(
  history: WantedHistory,
  { items, isComplete }: { readonly items: readonly RemoteItem[]; readonly isComplete: boolean },
  portalTime: Date | null,
): number | null {
  const [newest] = items
  const oldest = items.at(-1)
  if (!newest || !oldest) return isComplete ? 0 : null
  if (history === 'last500') {
    const first = items[lastCount - 1] ?? (isComplete ? oldest : null)
    return first && first.itemId - 1
  }
  const since = (portalTime ?? newest.createdAt).getTime() - weekMs
  // A creation time that cannot be read says nothing.
  const older = items.find(({ createdAt }) => createdAt.getTime() !== 0 && createdAt.getTime() < since)
  if (older) return older.itemId
  return isComplete || items.length >= mostItems ? oldest.itemId - 1 : null
}

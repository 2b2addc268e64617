import type { RemoteItem } from '../bitrix24/remote-item.ts'
import { showsSame } from '../feed/item-columns.ts'
import type { Question, Sight } from './item-marks.ts'

/**
 * What it means that the CRM shows an item to a viewer as `seen`. `stale`: the row that would be told is another state of the item,
 * which the CRM may never have shown to this viewer: an event was lost or is on its way. Where the row was read since the item
 * was last changed it is the same state in other words, such as a title in the viewer's language. A portal that does not tell
 * `updatedTime` cannot be asked which of both it is.
 */
export function compareSight({ read }: Question, seen: RemoteItem): Exclude<Sight, 'hidden'> | 'stale' {
  if (!read) return 'visible'
  if (showsSame(read, seen)) return 'shown'
  return seen.updatedAt === null || seen.updatedAt.getTime() === read.updatedAt?.getTime() ? 'visible' : 'stale'
}

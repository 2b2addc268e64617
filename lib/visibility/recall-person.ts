import 'server-only'
import { type ItemRef, itemKey } from '../bitrix24/item-ref.ts'
import { peekMarks } from './known-viewers.ts'
import type { ViewerMarks } from './viewer-marks.ts'

/** What the CRM last answered a person's own token of an item. `changed`: shown, in another state than the feed has it. */
type RecalledSight = {
  readonly answer: 'shown' | 'changed' | 'hidden' | 'type_denied'
  readonly answeredAt: Date
}

type Recalled = {
  /** What the portal last said of whether the person is an admin. */
  readonly admin: { readonly isAdmin: boolean; readonly saidAt: Date } | null
  readonly sight: RecalledSight | null
}

type Row = ItemRef & { readonly position: bigint; readonly watchedSince: Date }

/** What this process heard when a person's own pages last had it asked; null for each that none did. Nothing is asked. */
export function recallPerson(person: { portalId: string; userId: number }, row: Row): Recalled {
  const marks = peekMarks(person)
  return { admin: marks?.admin.last() ?? null, sight: marks ? recallSight(marks, row) : null }
}

function recallSight({ types, items }: ViewerMarks, row: Row): RecalledSight | null {
  const key = itemKey(row)
  const type = types.last(row.entityTypeId, row.watchedSince.getTime())
  // A denied list hides its items too, and says more than each of them does.
  if (type && !type.isListed) return { answer: 'type_denied', answeredAt: new Date(type.askedAtMs) }
  const staleAtMs = items.staleSinceMs(key)
  if (staleAtMs !== null) return { answer: 'changed', answeredAt: new Date(staleAtMs) }
  const item = items.last(key, row.position)
  return item ? { answer: item.visible ? 'shown' : 'hidden', answeredAt: new Date(item.answeredAtMs) } : null
}

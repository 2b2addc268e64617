/**
 * Up to which position a viewer has seen the feed: `all` of every type, `byType` of one type besides. Positions are decimal
 * strings; `0` is nothing yet. An item that changes later stays seen: what counts is its position, not its revision.
 */
export type SeenMarks = { readonly all: string; readonly byType: Readonly<Record<string, string>> }

export const nothingSeen: SeenMarks = { all: '0', byType: {} }

/** Unread items of one type that the viewer may see. `isCapped`: there may be more than were counted ("99+"). */
export type UnreadCount = { readonly entityTypeId: number; readonly count: number; readonly isCapped: boolean }

/** The answer of `GET /api/feed/unread`: one count for each followed type. */
export type UnreadAnswer = { readonly counts: readonly UnreadCount[]; readonly seen: SeenMarks }

/** What a count stops at. */
export const maxUnread = 99

/** Whether the viewer has yet to see an item. */
export function isUnread(item: { readonly entityTypeId: number; readonly position: string }, seen: SeenMarks): boolean {
  return isAfter(item.position, seenUpTo(seen, item.entityTypeId))
}

/** The position up to which a type has been seen. */
export function seenUpTo({ all, byType }: SeenMarks, entityTypeId: number): string {
  const own = byType[String(entityTypeId)] ?? '0'
  return isAfter(own, all) ? own : all
}

/** Positions outgrow a double: the longer decimal is the greater. */
function isAfter(left: string, right: string): boolean {
  return left.length === right.length ? left > right : left.length > right.length
}

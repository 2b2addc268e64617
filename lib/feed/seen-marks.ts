/**
 * What a viewer has seen of the feed. `all` is up to which position of every type, `byType` of one type besides; `0` is nothing yet.
 * `seenRows` were seen above that, `unreadRows` are unread whatever the rest says, both newest first. Positions are decimal strings. An
 * item that changes later stays seen: what counts is its position, not its revision.
 */
export type SeenMarks = {
  readonly all: string
  readonly byType: Readonly<Record<string, string>>
  readonly seenRows?: readonly string[]
  readonly unreadRows?: readonly string[]
}

export const nothingSeen: SeenMarks = { all: '0', byType: {} }

/** What says of an item whether it is unread. */
export type SeenItem = { readonly entityTypeId: number; readonly position: string; readonly isHistory?: true }

/** Unread items of one type that the viewer may see. `isCapped`: there may be more than were counted ("99+"). */
export type UnreadCount = { readonly entityTypeId: number; readonly count: number; readonly isCapped: boolean }

/** The answer of `GET /api/feed/unread`: one count for each followed type. */
export type UnreadAnswer = { readonly counts: readonly UnreadCount[]; readonly seen: SeenMarks }

/** What a count stops at. */
export const maxUnread = 99

/** Whether the viewer has yet to see an item. Nobody missed what is older than the decision to follow its type. */
export function isUnread({ entityTypeId, position, isHistory }: SeenItem, seen: SeenMarks): boolean {
  if (hasPosition(seen.unreadRows, position)) return true
  if (isHistory === true || !isAfter(position, seenUpTo(seen, entityTypeId))) return false
  return !hasPosition(seen.seenRows, position)
}

/** The position up to which a type has been seen. */
export function seenUpTo({ all, byType }: SeenMarks, entityTypeId: number): string {
  return laterOf(byType[String(entityTypeId)] ?? '0', all)
}

/** The greater of two positions. */
export function laterOf(one: string, other: string): string {
  return isAfter(one, other) ? one : other
}

/** Whether a position or revision is the greater one. They outgrow a double: the longer decimal is the greater. */
export function isAfter(left: string, right: string): boolean {
  return left.length === right.length ? left > right : left.length > right.length
}

/** Asked for each row of a long list: looked for by halves. */
function hasPosition(newestFirst: readonly string[] = [], position: string): boolean {
  let [low, high] = [0, newestFirst.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (isAfter(newestFirst[middle] ?? '', position)) low = middle + 1
    else high = middle
  }
  return newestFirst[low] === position
}

import type { FeedItem } from '#lib/feed/feed-item.ts'

/** Revisions and positions are decimal strings that may outgrow a double. */
export function isNewerRevision(candidate: string, known: string): boolean {
  return candidate.length === known.length ? candidate > known : candidate.length > known.length
}

/** Where an item that has just come goes in a list that is newest first, as the server orders it. */
export function insertionIndex(items: readonly FeedItem[], item: FeedItem): number {
  const index = items.findIndex((other) => isNewerRevision(item.position, other.position))
  return index === -1 ? items.length : index
}

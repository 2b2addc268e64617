/**
 * Where a reader has got to: below a position of what came since its type was followed, or below an item of the history, which stands
 * under all of that, by creation.
 */
export type FeedPlace =
  | { readonly part: 'new'; readonly position: bigint }
  | { readonly part: 'history'; readonly createdAt: Date; readonly position: bigint }

/** Above the newest item of the history. */
export const historyBegin: FeedPlace = {
  part: 'history',
  createdAt: new Date('9999-12-31T00:00:00Z'),
  position: 10n ** 18n - 1n,
}

/** Opaque to callers. */
export function encodeCursor(place: FeedPlace): string {
  const text = place.part === 'new' ? `p${place.position}` : `h${place.createdAt.getTime()}.${place.position}`
  return Buffer.from(text).toString('base64url')
}

/** Null for anything that is no cursor of ours. */
export function decodeCursor(cursor: string): FeedPlace | null {
  const text = Buffer.from(cursor, 'base64url').toString('utf8')
  const [, ms, position] = /^(?:p|h(-?\d{1,15})\.)(\d{1,18})$/.exec(text) ?? []
  if (position === undefined) return null
  if (ms === undefined) return { part: 'new', position: BigInt(position) }
  return { part: 'history', createdAt: new Date(Number(ms)), position: BigInt(position) }
}

/** A revision as clients send it back (Last-Event-ID, `since`), or null for anything else. */
export function parseRevision(text: string | null): bigint | null {
  return text !== null && /^\d{1,18}$/.test(text) ? BigInt(text) : null
}

/** Opaque to callers: the position of the last item they have seen. */
export function encodeCursor(position: bigint): string {
  return Buffer.from(`p${position}`).toString('base64url')
}

/** Null for anything that is no cursor of ours. */
export function decodeCursor(cursor: string): bigint | null {
  const text = Buffer.from(cursor, 'base64url').toString('utf8')
  return /^p\d{1,18}$/.test(text) ? BigInt(text.slice(1)) : null
}

/** A revision as clients send it back (Last-Event-ID, `since`), or null for anything else. */
export function parseRevision(text: string | null): bigint | null {
  return text !== null && /^\d{1,18}$/.test(text) ? BigInt(text) : null
}

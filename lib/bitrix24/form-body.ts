/** A form body as flat bracket keys, e.g. `data[FIELDS][ID]` → `22`. Has no prototype: `__proto__` is a key like another. */
export type FormBody = Readonly<Record<string, string | undefined>>

const maxPairs = 64
const maxKeyBytes = 128
const maxValueBytes = 8 * 1024

/**
 * Parses `application/x-www-form-urlencoded` under caps, before any nesting. Returns null for a body that is not one:
 * broken percent-encoding or UTF-8, NUL, too many or too large pairs, or a key that stands twice (which of them would
 * decide who the sender is?).
 */
export function parseFormBody(text: string): FormBody | null {
  const body: Record<string, string> = Object.create(null)
  const pairs = text.split('&', maxPairs + 1)
  if (pairs.length > maxPairs) return null
  for (const pair of pairs) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const key = decode(equals < 0 ? pair : pair.slice(0, equals), maxKeyBytes)
    const value = decode(equals < 0 ? '' : pair.slice(equals + 1), maxValueBytes)
    if (key === null || value === null || key === '' || key in body) return null
    body[key] = value
  }
  return body
}

function decode(encoded: string, maxBytes: number): string | null {
  if (encoded.length > maxBytes * 3) return null
  try {
    const text = decodeURIComponent(encoded.replaceAll('+', ' '))
    return Buffer.byteLength(text) > maxBytes || text.includes('\0') ? null : text
  } catch {
    return null
  }
}

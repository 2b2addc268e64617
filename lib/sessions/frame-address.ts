import { deriveKey, equalDigests, sign } from '../platform/crypto.ts'

const lifetimeSeconds = 7 * 86_400

/** Which pages may be framed: all of them by a proved portal, only state pages (which carry no data) by a claimed one, or by any (`*`). */
export type FramePages = 'app' | 'state'

export type FrameAddress = {
  readonly origin: string
  readonly pages: FramePages
  /**
   * Where the portal is known to be: what the state page `other-address` links to, and where photos may come from. Signed, as nobody
   * else may have it say so.
   */
  readonly address?: string
}

/**
 * The signed path segment that names the portal a page may be framed by. It survives links and reloads, is no secret,
 * and lets the proxy set `frame-ancestors` without a database.
 */
export function signFrame(secret: string, { origin, pages, address }: FrameAddress, now: Date): string {
  const expires = Math.floor(now.getTime() / 1000) + lifetimeSeconds
  const text = Buffer.from(JSON.stringify([origin, expires, pages, address])).toString('base64url')
  return `${text}.${sign(frameKey(secret), text)}`
}

/** What a segment says that we signed and that has not expired, else null. */
export function readFrame(secret: string, segment: string, now: Date): FrameAddress | null {
  const [text = '', signature = ''] = segment.split('.')
  if (!equalDigests(sign(frameKey(secret), text), signature)) return null
  const [origin, expires, pages, address] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as [
    string,
    number,
    FramePages,
    (string | null)?,
  ]
  return expires * 1000 > now.getTime() ? { origin, pages, ...(address && { address }) } : null
}

/** Who may frame the page at this path; null for nobody. */
export function frameOf(secret: string, path: string, now: Date): FrameAddress | null {
  const [, , segment = '', page = ''] = path.split('/')
  const frame = readFrame(secret, segment, now)
  return frame && (frame.pages === 'app' || page === 'state') ? frame : null
}

function frameKey(secret: string): Buffer {
  return deriveKey(secret, 'frame address')
}

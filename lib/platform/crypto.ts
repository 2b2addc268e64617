import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'

/** Keys by id; the first one seals, all of them open. */
export type KeyRing = ReadonlyMap<string, Buffer>

/**
 * Reads `id:base64(32 bytes)[,id:…]`, ids distinct. White space around an entry is not part of it.
 * @throws Error naming the entry that is wrong, never its value.
 */
export function parseKeyRing(text: string): KeyRing {
  const ring = new Map<string, Buffer>()
  for (const [index, entry] of text.split(',').entries()) {
    const [, id, key] = /^([\w-]{1,32}):([A-Za-z0-9+/]{43}=)$/.exec(entry.trim()) ?? []
    if (id === undefined || key === undefined || ring.has(id)) {
      throw new Error(`Entry ${index + 1} of the key ring is not "id:base64 of 32 bytes" with an id of its own.`)
    }
    ring.set(id, Buffer.from(key, 'base64'))
  }
  return ring
}

/** Seals with AES-256-GCM as `id.iv.tag.text`, each base64url. `boundTo` (portal and column) must be the same to open it. */
export function seal(ring: KeyRing, text: string, boundTo: string): string {
  const [first] = ring
  if (!first) throw new Error('The key ring is empty.')
  const [id, key] = first
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(boundTo))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return [id, iv.toString('base64url'), cipher.getAuthTag().toString('base64url'), sealed.toString('base64url')].join(
    '.',
  )
}

/** @throws Error when the key is unknown, or the text was changed or bound to something else. */
export function open(ring: KeyRing, sealed: string, boundTo: string): string {
  const [id = '', iv = '', tag = '', body = ''] = sealed.split('.')
  const key = ring.get(id)
  if (!key) throw new Error(`No key "${id}" in the key ring.`)
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url'), { authTagLength: 16 })
  decipher.setAAD(Buffer.from(boundTo)).setAuthTag(Buffer.from(tag, 'base64url'))
  return Buffer.concat([decipher.update(Buffer.from(body, 'base64url')), decipher.final()]).toString('utf8')
}

/** SHA-256 as hex: for secrets that are long and random, so that they need no salt and can be compared without being kept. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Compares in constant time whatever the lengths are. */
export function equalDigests(left: string, right: string): boolean {
  return timingSafeEqual(createHash('sha256').update(left).digest(), createHash('sha256').update(right).digest())
}

/** An independent 32-byte key for one purpose, derived from the operator's secret (HKDF, RFC 5869). */
export function deriveKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', purpose, 32))
}

/** HMAC-SHA-256 as base64url. */
export function sign(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url')
}

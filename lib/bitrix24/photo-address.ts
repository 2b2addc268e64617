import { digest } from '../platform/crypto.ts'

/**
 * Where a photo is that a portal tells of, as a path of its own or as an address on its storage; null for what the app does not
 * fetch: without encryption, or from a port of its own, where that is not the portal itself.
 */
export function photoAddress(portal: string, told: string): string | null {
  if (!URL.canParse(told, `${portal}/`)) return null
  const url = new URL(told, `${portal}/`)
  const isOwn = url.origin === new URL(portal).origin
  const isPublic = url.protocol === 'https:' && url.port === ''
  return (isOwn || isPublic) && url.username === '' && url.password === '' ? url.href : null
}

/** What an item tells of a photo: another mark for another photo, and nothing that leads to it. Who was not told it cannot ask for it. */
export function photoMark(told: string): string {
  return digest(told).slice(0, 32)
}

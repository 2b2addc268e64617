import { isIP } from 'node:net'
import { parseKeyRing } from './crypto.ts'
import { eachHost } from './database-hosts.ts'

const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost'])

/** What the driver takes from an address before anything that the app says: its limits of time, its role, its encoding. */
const OVERRIDING = [
  'options',
  'client_encoding',
  'replication',
  'binary',
  'statement_timeout',
  'query_timeout',
  'lock_timeout',
  'idle_in_transaction_session_timeout',
]

/** An address of nothing but scheme, host and port: https anywhere, http only where it cannot leave this machine. */
export function isWebOrigin(value: string): boolean {
  const url = URL.parse(value)
  if (!url || url.hostname === '' || /[?#\s\\]/.test(value)) return false
  if (url.username !== '' || url.password !== '' || url.pathname.replace(/\/+$/, '') !== '') return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK_HOSTS.has(url.hostname))
}

/** Also one that names several hosts: `postgresql://user:password@one:5432,other:5432/database`. */
export function isPostgresUrl(value: string): boolean {
  return eachHost(value).every((address) => {
    const url = URL.parse(address)
    if (url?.protocol !== 'postgres:' && url?.protocol !== 'postgresql:') return false
    return [url.username, url.password, url.hostname, url.pathname].every(isDecodable)
  })
}

/** True where nothing in the address outweighs what the app sets on its connections. */
export function leavesTheConnectionToUs(value: string): boolean {
  const parameters = URL.parse(eachHost(value)[0] ?? '')?.searchParams
  return !OVERRIDING.some((name) => parameters?.has(name))
}

export const overridingParameters = OVERRIDING.join(', ')

/** `id:base64` pairs with distinct ids and 32 bytes each. */
export function isKeyRing(value: string): boolean {
  try {
    return parseKeyRing(value).size > 0
  } catch {
    return false
  }
}

/** An address of this machine or a name that may have one; whether it has is seen when the server listens. */
export function isHost(value: string): boolean {
  return isIP(value) !== 0 || (value.length <= 253 && /^\w([\w-]*\w)?(\.\w([\w-]*\w)?)*\.?$/.test(value))
}

/** Printable ASCII without spaces: all that a bearer's header carries unchanged. */
export function isBearerToken(value: string): boolean {
  return /^[\x21-\x7e]+$/.test(value)
}

function isDecodable(part: string): boolean {
  try {
    decodeURIComponent(part)
    return true
  } catch {
    return false
  }
}

const LOOPBACK_HOSTS = new Set(['127.0.0.1', '[::1]', 'localhost'])

/** https anywhere, http only where it cannot leave this machine. */
export function isWebUrl(value: string): boolean {
  const url = URL.parse(value)
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK_HOSTS.has(url.hostname))
}

export function isPostgresUrl(value: string): boolean {
  const url = URL.parse(value)
  return url?.protocol === 'postgres:' || url?.protocol === 'postgresql:'
}

/** `id:base64` pairs with distinct ids and 32 bytes each. */
export function isKeyRing(value: string): boolean {
  const keys = value.split(',').map((key) => /^([\w-]{1,32}):([A-Za-z0-9+/]{43}=)$/.exec(key.trim()))
  return keys.every((key) => key !== null) && new Set(keys.map((key) => key?.[1])).size === keys.length
}

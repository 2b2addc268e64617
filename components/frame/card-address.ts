/** The address of a card on its portal, whose pages are below `address`; null for a path that would lead anywhere else. */
export function cardAddress(address: string, path: string): string | null {
  if (!path.startsWith('/') || !URL.canParse(address)) return null
  const portal = new URL(address)
  if (!URL.canParse(path, portal) || new URL(path, portal).origin !== portal.origin) return null
  const { pathname, search, hash } = new URL(path, portal)
  return `${portal.origin}${portal.pathname.replace(/\/+$/, '')}${pathname}${search}${hash}`
}

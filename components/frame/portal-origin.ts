/** The portal's origin. The frame's name (`host|0 or 1|sid`) knows the protocol, but only the proved session knows the host. */
export function portalOrigin(domain: string, frameName: string): string {
  const [host, protocol] = frameName.split('|')
  return `${host === domain && protocol === '0' ? 'http' : 'https'}://${domain}`
}

/** The address of a card on its portal; null for a path that would lead anywhere else. */
export function cardAddress(origin: string, path: string): string | null {
  if (!URL.canParse(path, origin)) return null
  const address = new URL(path, origin)
  return address.origin === origin ? address.href : null
}

import ipaddr from 'ipaddr.js'

type Address = ReturnType<typeof ipaddr.process>

/** Addresses that begin with the same bits; one address is a range of all its bits. */
export type AddressRange = {
  readonly first: Address
  readonly bits: number
}

const mappedBits = 96

/**
 * Reads an address or a range such as 10.0.0.0/8 or 2001:db8::/32. An IPv4 address in IPv6 form is the IPv4 address.
 * @returns null for anything else, also for what only inet_aton takes for an address (10.0.0, 0x0a000001, 010.0.0.1).
 */
export function parseAddressRange(text: string): AddressRange | null {
  const [, address = '', length] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const written = parseAddress(address)
  if (!written) return null
  const width = written.kind() === 'ipv4' ? 32 : 128
  const bits = length === undefined ? width : Number(length)
  if (bits > width) return null
  const first = plain(written)
  if (first.kind() === written.kind()) return { first, bits }
  return bits < mappedBits ? null : { first, bits: bits - mappedBits }
}

/** The address that a proxy or a socket names, also with the port that some proxies add. @returns null when it is none. */
export function readAddress(text: string): string | null {
  const [, inBrackets, v4] = /^(?:\[([^\]]+)\](?::\d+)?|([\d.]+):\d+)$/.exec(text) ?? []
  const parsed = parseAddress(inBrackets ?? v4 ?? text)
  return parsed && plain(parsed).toString()
}

export function isWithin(address: string, ranges: readonly AddressRange[]): boolean {
  const written = parseAddress(address)
  if (!written) return false
  const parsed = plain(written)
  return ranges.some(({ first, bits }) => first.kind() === parsed.kind() && parsed.match(first, bits))
}

function parseAddress(text: string): Address | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text)
  return ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text) : null
}

function plain(address: Address): Address {
  return 'isIPv4MappedAddress' in address && address.isIPv4MappedAddress() ? address.toIPv4Address() : address
}

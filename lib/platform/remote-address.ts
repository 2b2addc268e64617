import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import ipaddr from 'ipaddr.js'
import { type AddressRange, isWithin, readAddress } from './address-range.ts'

/** Ours alone: written over whatever a client sends under this name. */
const header = 'x-remote-address'

/** A route handler sees no socket, so the peer's address is noted on each request before anybody reads it. */
export function recordRemoteAddresses(): void {
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage }
    request.headers[header] = request.socket.remoteAddress ?? ''
  })
}

/**
 * The client's address: the peer, or behind trusted proxies the last address in X-Forwarded-For that is not one of them. What a
 * proxy forwards and is no address ("unknown") counts as that proxy.
 */
export function clientAddress(headers: Headers, trustedProxies: readonly AddressRange[]): string {
  const forwarded = (headers.get('x-forwarded-for') ?? '').split(',')
  const peer = headers.get(header) ?? ''
  let address = readAddress(peer) ?? peer
  while (isWithin(address, trustedProxies)) {
    const next = readAddress(forwarded.pop()?.trim() ?? '')
    if (next === null) break
    address = next
  }
  return address
}

/** What limits count by: the address, or the /64 network of an IPv6 address, which is one customer's to choose from. */
export function limitedBy(address: string): string {
  if (!ipaddr.isValid(address)) return address
  const parsed = ipaddr.process(address)
  if (parsed.kind() === 'ipv4') return parsed.toString()
  return `${parsed.toByteArray().slice(0, 8).join('.')}/64`
}

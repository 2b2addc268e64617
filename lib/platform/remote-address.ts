import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import ipaddr from 'ipaddr.js'

/** Ours alone: written over whatever a client sends under this name. */
const header = 'x-remote-address'

/** A route handler sees no socket, so the peer's address is noted on each request before anybody reads it. */
export function noteRemoteAddresses(): void {
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage }
    request.headers[header] = request.socket.remoteAddress ?? ''
  })
}

/** The client's address: the peer, or behind trusted proxies the last address in X-Forwarded-For that is not one of them. */
export function clientAddress(headers: Headers, trustedProxies: readonly string[]): string {
  const forwarded = (headers.get('x-forwarded-for') ?? '').split(',').map((address) => address.trim())
  let address = headers.get(header) ?? ''
  while (isTrusted(address, trustedProxies)) {
    const next = forwarded.pop()
    if (!next) break
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

function isTrusted(address: string, trustedProxies: readonly string[]): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.process(address)
  return trustedProxies.some((proxy) => {
    const [range, bits] = proxy.includes('/') ? ipaddr.parseCIDR(proxy) : [ipaddr.process(proxy), null]
    if (range.kind() !== parsed.kind()) return false
    return parsed.match(range, bits ?? (parsed.kind() === 'ipv4' ? 32 : 128))
  })
}

import 'server-only'
import { type LookupAddress, type LookupOptions, lookup } from 'node:dns'
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import { once } from '../platform/once.ts'

/** True for loopback, private, link-local, metadata and every other address that is not on the public internet. */
export function isPrivateAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return true
  return ipaddr.process(address).range() !== 'unicast'
}

/** Resolves like the system does and refuses when any answer is private; asked at connect time, so rebinding does not help. */
const guardedLookup: LookupFunction = (host, options: LookupOptions, callback) => {
  lookup(host, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error) return callback(error, '', 0)
    const [first] = addresses
    if (!first || addresses.some(({ address }) => isPrivateAddress(address))) {
      return callback(refusedAddress(host), '', 0)
    }
    if (options.all) return (callback as unknown as (e: null, list: LookupAddress[]) => void)(null, addresses)
    callback(null, first.address, first.family)
  })
}

function refusedAddress(host: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`Refused to connect to ${host}: not a public address.`), { code: 'EPRIVATE' })
}

class GuardedHttpAgent extends HttpAgent {
  override createConnection(...[options, callback]: Parameters<HttpAgent['createConnection']>) {
    refuseLiteral(options.host)
    return super.createConnection({ ...options, lookup: guardedLookup }, callback)
  }
}

class GuardedHttpsAgent extends HttpsAgent {
  override createConnection(...[options, callback]: Parameters<HttpsAgent['createConnection']>) {
    refuseLiteral(options.host)
    return super.createConnection({ ...options, lookup: guardedLookup }, callback)
  }
}

/** A literal address never reaches `lookup`. */
function refuseLiteral(host: string | null | undefined): void {
  const literal = host?.replace(/^\[|\]$/g, '') ?? ''
  if (ipaddr.isValid(literal) && isPrivateAddress(literal)) throw refusedAddress(literal)
}

const pooling = { keepAlive: true, maxSockets: 32 }

export type Agents = { readonly http: HttpAgent; readonly https: HttpsAgent }

/** The agents of every outgoing call. `allowPrivate` is the operator's word, for simulators and on-premise portals. */
export function agents(allowPrivate: boolean): Agents {
  return allowPrivate
    ? once('agents.open', () => ({ http: new HttpAgent(pooling), https: new HttpsAgent(pooling) }))
    : once('agents.guarded', () => ({ http: new GuardedHttpAgent(pooling), https: new GuardedHttpsAgent(pooling) }))
}

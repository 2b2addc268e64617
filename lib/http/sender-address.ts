import 'server-only'
import { env } from '../platform/env.ts'
import { clientAddress, limitedBy } from '../platform/remote-address.ts'

/** Where a request comes from, as far as the operator's proxies tell: what limits count by. */
export function senderAddress(request: Request): string {
  return limitedBy(clientAddress(request.headers, env().trustedProxies))
}

import 'server-only'
import { once } from '../platform/once.ts'
import { RateLimiter } from '../platform/rate-limiter.ts'
import { Refusal } from '../platform/refusal.ts'
import { senderAddress } from './sender-address.ts'

/** A whole company may open the app at nine o'clock from behind one address; nobody needs more. */
const limit = { burst: 300, perSecond: 10 }

/**
 * Each proof asks the OAuth servers, which all portals share: one address may not use them up.
 * @throws Refusal `too_many_requests`.
 */
export function limitProofs(request: Request): void {
  const limiter = once('proof-limiter', () => new RateLimiter(limit))
  if (!limiter.take(senderAddress(request), Date.now())) throw new Refusal('too_many_requests', 'proofs')
}

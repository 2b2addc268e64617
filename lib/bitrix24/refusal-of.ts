import { Refusal } from '../platform/refusal.ts'
import type { RestFailure } from './rest-error.ts'

/** How a viewer's own request is declined when the portal has declined what it was made of: with another token it may be taken. */
export function refusalOf({ kind, code }: RestFailure): Refusal {
  return new Refusal(kind === 'token' ? 'unauthorized' : 'unavailable', code)
}

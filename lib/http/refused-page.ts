import 'server-only'
import type { Refusal } from '../platform/refusal.ts'
import { handOff } from './hand-off.ts'
import { type Failure, retryAfter } from './handle.ts'
import { readOpening } from './read-opening.ts'

/**
 * A request into the frame that came to nothing, as a page without data in the viewer's language. The portal that the sender claims may
 * frame it, or nobody could read it.
 */
export function refusedPage(request: Request, { refusal, requestId }: Failure): Response {
  const { origin, language, theme } = readOpening(request)
  const address = typeof refusal?.details.address === 'string' ? { address: refusal.details.address } : {}
  const destination = refusal
    ? { screen: `state/${statePageOf(refusal)}`, language, theme }
    : { screen: 'state/error', language, theme, requestId }
  const page = handOff({ origin, pages: 'state', ...address }, destination, refusal?.status ?? 500)
  const retry = refusal && retryAfter(refusal)
  if (retry !== null) page.headers.set('retry-after', retry)
  return page
}

function statePageOf({ code, reason }: Refusal): string {
  switch (code) {
    case 'admin_only':
      return 'admin-only-install'
    case 'not_installed':
      return 'not-installed'
    case 'other_address':
      return 'other-address'
    case 'unavailable':
    case 'too_many_requests':
      return 'unavailable'
    default:
      return reason === 'insecure_endpoint' ? 'insecure' : 'not-proved'
  }
}

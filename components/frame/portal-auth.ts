import type { PortalAuth } from '#lib/http/contract.ts'
import { ApiProblem } from './api-problem.ts'
import { connectParent } from './parent-frame.ts'
import { routeAddress } from './route-address.ts'
import { StateError } from './state-code.ts'
import { withTimeout } from './with-timeout.ts'

const REFRESH_TIMEOUT_MS = 11_000

type SdkAuth = { readonly access_token: string; readonly member_id: string; readonly domain: string }

function toPortalAuth(auth: SdkAuth): PortalAuth {
  // The SDK's `domain` is a whole origin.
  return { accessToken: auth.access_token, memberId: auth.member_id, domain: new URL(auth.domain).host }
}

/** The portal page shows an alert() when it cannot refresh, so first see whether there is a network at all. */
async function assertOnline(): Promise<void> {
  const answer = await fetch(routeAddress('GET /api/health', {}), { cache: 'no-store' }).catch(() => null)
  if (answer === null) throw new ApiProblem(0, 'network')
}

/** The viewer's own portal token, from the page around the frame; `fresh` asks for a new one even if the old one looks good. */
export async function getPortalAuth(fresh: boolean): Promise<PortalAuth> {
  const frame = await connectParent()
  const known = fresh ? false : frame.auth.getAuthData()
  if (known !== false) return toPortalAuth(known)
  await assertOnline()
  const lost = () => new StateError('session-lost')
  const refreshed = await withTimeout(frame.auth.refreshAuth(), REFRESH_TIMEOUT_MS, lost).catch(() => {
    throw lost()
  })
  if (!refreshed) throw lost()
  return toPortalAuth(refreshed)
}

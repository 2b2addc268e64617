import 'server-only'
import type { RestFailure } from '../bitrix24/rest-error.ts'
import { inPortal } from '../db/in-portal.ts'
import { type Clock, secondsFrom, systemClock } from '../platform/clock.ts'
import { breakInstallation } from './break-installation.ts'
import { workingStatuses } from './installation-status.ts'
import { recheckDelaySeconds } from './recheck-delay.ts'
import { scheduleGoneProbe } from './schedule-gone-probe.ts'

/** `tokenVersion`: which pair of the installation's tokens was refused; null for a viewer's own token. */
type Refused = { readonly portalId: string; readonly tokenVersion: number | null }

/**
 * Makes a refusal of the whole portal the installation's state, until the portal is asked again in its time, or an admin opens the app.
 * Only while the pair that was refused is still the stored one: a heal of a moment ago is not undone. A refusal of a viewer's own token
 * may be about that viewer, unless it says that the portal answers nobody: then it is told also where our own tokens are dead, which
 * are asked for again when that was planned. A portal that does not know the app may have uninstalled
 * it, which the OAuth server knows.
 */
export async function recordRefusal(
  { portalId, tokenVersion }: Refused,
  failure: RestFailure,
  clock: Clock = systemClock,
): Promise<void> {
  const status = statusAfter(failure)
  const isViewers = tokenVersion === null
  if (!status || (isViewers && status !== 'PAYMENT_REQUIRED')) return
  const now = clock()
  const only = { status: { in: workingStatuses }, ...(!isViewers && { tokenVersion }) }
  const { closing } = failure
  const recheckAt = secondsFrom(now, recheckDelaySeconds('portal', 0))
  await inPortal(portalId, async (tx) => {
    await breakInstallation(tx, portalId, only, { status, closing, recheckAt }, now)
    if (isViewers) await breakInstallation(tx, portalId, { status: 'REAUTH_REQUIRED' }, { status, closing }, now)
  })
  if (failure.kind === 'not_installed') await scheduleGoneProbe(portalId, clock)
}

/** Null for what is simply tried again. */
function statusAfter({ kind }: RestFailure): 'REAUTH_REQUIRED' | 'PAYMENT_REQUIRED' | null {
  if (kind === 'closed') return 'PAYMENT_REQUIRED'
  return kind === 'denied' || kind === 'not_installed' ? 'REAUTH_REQUIRED' : null
}

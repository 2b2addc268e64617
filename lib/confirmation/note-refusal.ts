import 'server-only'
import type { RestFailure } from '../bitrix24/rest-error.ts'
import { inPortal } from '../db/in-portal.ts'
import { breakInstallation } from '../installations/break-installation.ts'
import { workingStatuses } from '../installations/installation.ts'
import { recheckDelaySeconds } from '../installations/recheck.ts'
import { suspectGone } from '../installations/suspect-gone.ts'
import { secondsFrom, systemClock } from '../platform/clock.ts'
import { refusedStatus } from './confirmation.ts'

/**
 * Makes a refusal of the whole portal the installation's state, until the portal is asked again, or an admin opens the app.
 * A portal that does not know the app may have uninstalled it, which the OAuth server knows. Only while the pair that was refused is still the stored one: a heal of a moment ago is not undone.
 */
export async function noteRefusal(portalId: string, tokenVersion: number, failure: RestFailure): Promise<void> {
  const status = refusedStatus(failure)
  if (!status) return
  const recheckAt = secondsFrom(systemClock(), recheckDelaySeconds('portal', 0))
  const { closing } = failure
  const only = { tokenVersion, status: { in: workingStatuses } }
  await inPortal(portalId, (tx) => breakInstallation(tx, portalId, only, { status, closing, recheckAt }, systemClock()))
  if (failure.kind === 'not_installed') await suspectGone(portalId, systemClock)
}

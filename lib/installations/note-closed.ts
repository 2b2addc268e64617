import 'server-only'
import type { RestFailure } from '../bitrix24/rest-error.ts'
import { inPortal } from '../db/in-portal.ts'
import { type Clock, secondsFrom } from '../platform/clock.ts'
import { breakInstallation } from './break-installation.ts'
import { workingStatuses } from './installation.ts'
import { recheckDelaySeconds } from './recheck.ts'

/** Whoever asked, a portal that answers nobody is closed for all: from now on it is asked as seldom as a closed one. */
export async function noteClosed(portalId: string, { kind, closing }: RestFailure, clock: Clock): Promise<void> {
  if (kind !== 'closed') return
  const now = clock()
  const recheckAt = secondsFrom(now, recheckDelaySeconds('portal', 0))
  await inPortal(portalId, (tx) =>
    breakInstallation(
      tx,
      portalId,
      { status: { in: workingStatuses } },
      { status: 'PAYMENT_REQUIRED', closing, recheckAt },
      now,
    ),
  )
}

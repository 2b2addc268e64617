import 'server-only'
import type { Prisma } from '../db/generated/client.ts'
import { inPortal } from '../db/in-portal.ts'
import { type Clock, secondsFrom, systemClock } from '../platform/clock.ts'
import { breakInstallation } from './break-installation.ts'
import { workingStatuses } from './installation-status.ts'
import { recheckDelaySeconds } from './recheck-delay.ts'

/** A pair of tokens that is new was not taken. Another one would not be either, and each costs the client secret. */
export async function recordRejectedPair(
  { portalId, tokenVersion }: { readonly portalId: string; readonly tokenVersion: number },
  clock: Clock = systemClock,
): Promise<void> {
  const now = clock()
  const only: Prisma.InstallationWhereInput = { status: { in: workingStatuses }, tokenVersion }
  const recheckAt = secondsFrom(now, recheckDelaySeconds('portal', 0))
  await inPortal(portalId, (tx) => breakInstallation(tx, portalId, only, { status: 'REAUTH_REQUIRED', recheckAt }, now))
}

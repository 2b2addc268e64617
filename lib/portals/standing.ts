import type { Closing } from '../bitrix24/refusals.ts'
import { type InstallationStatus, isBroken } from './installation-status.ts'

/** How the app stands with the portal, as viewers are told. */
export type PortalStanding = {
  readonly portal: 'ok' | 'waiting' | 'reauth' | 'payment'
  /** With `payment`: why the portal answers nobody. */
  readonly closing?: Closing
  /** With `reauth` and `payment`: since when, ISO 8601. */
  readonly brokenAt?: string
}

/** What is kept of it. */
export type StoredStanding = {
  readonly status: InstallationStatus
  /** Why the portal answers nobody. */
  readonly closing: Closing | null
  /** Since when the app cannot ask it, ISO 8601. */
  readonly brokenAt: string | null
}

/** @param isWaiting what was created may not be in the feed yet. */
export function standingOf({ status, closing, brokenAt }: StoredStanding, isWaiting: boolean): PortalStanding {
  if (!isBroken(status)) return { portal: isWaiting ? 'waiting' : 'ok' }
  const since: Pick<PortalStanding, 'brokenAt'> = brokenAt === null ? {} : { brokenAt }
  const why: Pick<PortalStanding, 'closing'> = closing === null ? {} : { closing }
  return status === 'REAUTH_REQUIRED' ? { portal: 'reauth', ...since } : { portal: 'payment', ...since, ...why }
}

import type { Closing } from '../bitrix24/refusals.ts'

/** How the app stands with the portal. */
export type PortalStanding = {
  readonly portal: 'ok' | 'waiting' | 'reauth' | 'payment'
  /** With `payment`: why the portal answers nobody. */
  readonly closing?: Closing
  /** With `reauth` and `payment`: since when, ISO 8601. */
  readonly brokenAt?: string
}

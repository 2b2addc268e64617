import type { PortalStanding } from '#lib/portals/standing.ts'

/** Whether the app cannot ask the portal for now: nobody knows then whether what one sees is all. */
export function isPaused(standing: PortalStanding | null): boolean {
  return standing?.portal === 'payment' || standing?.portal === 'reauth'
}

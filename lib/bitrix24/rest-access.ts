import type { Priority } from './request-queue.ts'

/** Whose rights a call has, on which portal, and how urgent it is. */
export type RestAccess = {
  /** Null before the portal is stored: such calls are not logged. */
  readonly portalId: string | null
  /** Without trailing slash. */
  readonly clientEndpoint: string
  readonly accessToken: string
  readonly priority: Priority
  /** Whose share of the portal's budget it takes from; without it, the installation's own work. */
  readonly userId?: number
  /** How long the call may wait for the portal's budget; without it, as long as it takes. */
  readonly withinMs?: number
  /** The caller has taken it from the portal's budget already (`takeBudget`), to decide what to ask once it may. */
  readonly isPaid?: boolean
  /** How long the portal may take to answer; without it, as long as any call may. */
  readonly timeoutMs?: number
  readonly allowPrivate: boolean
}

/** The same for a portal that is stored. */
export type PortalAccess = RestAccess & { readonly portalId: string }

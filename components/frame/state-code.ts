import type { PortalStanding } from '#lib/portals/standing.ts'

const codes = {
  'open-in-portal': true,
  'other-address': true,
  insecure: true,
  'not-proved': true,
  'not-installed': true,
  unfinished: true,
  'admin-only-install': true,
  'nothing-watched': true,
  'nothing-shown': true,
  'no-access': true,
  payment: true,
  reauth: true,
  unavailable: true,
  'session-lost': true,
  'parent-silent': true,
  'not-found': true,
  error: true,
} as const

/** Every reason why a person sees a page of words instead of the feed. */
export type StateCode = keyof typeof codes

export function isStateCode(text: string): text is StateCode {
  return Object.hasOwn(codes, text)
}

/** What may be over by the time somebody tries again. */
export function isRetriable(code: StateCode): boolean {
  return ['unavailable', 'parent-silent', 'session-lost', 'error', 'reauth'].includes(code)
}

/** The state page for a problem document's code, where that problem leaves nothing else to show. */
export function stateCodeOf(problemCode: string): StateCode {
  switch (problemCode) {
    case 'not_installed':
      return 'not-installed'
    case 'not_proved':
      return 'not-proved'
    case 'unauthorized':
      return 'session-lost'
    case 'admin_only':
      return 'no-access'
    case 'unavailable':
    case 'network':
    case 'too_many_requests':
      return 'unavailable'
    default:
      return 'error'
  }
}

/**
 * A failure that has a state page of its own; `requestId` is what a person may quote to support. `standing`: why the app cannot ask
 * the portal, where that is the cause.
 */
export class StateError extends Error {
  readonly code: StateCode
  readonly requestId: string | null
  readonly standing: PortalStanding | null

  constructor(code: StateCode, requestId: string | null = null, standing: PortalStanding | null = null) {
    super(code)
    this.name = 'StateError'
    this.code = code
    this.requestId = requestId
    this.standing = standing
  }
}

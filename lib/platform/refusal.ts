/** Why a request was declined on purpose: the `code` of the problem document, stable for callers. */
export type RefusalCode =
  | 'malformed'
  | 'too_large'
  | 'unsupported_media_type'
  | 'not_proved'
  | 'other_address'
  | 'unauthorized'
  | 'admin_only'
  | 'not_installed'
  | 'not_watchable'
  | 'too_many_requests'
  | 'unavailable'
  | 'not_found'

const statusOf: Record<RefusalCode, number> = {
  malformed: 400,
  too_large: 413,
  unsupported_media_type: 415,
  not_proved: 403,
  other_address: 403,
  unauthorized: 401,
  admin_only: 403,
  not_installed: 409,
  not_watchable: 422,
  too_many_requests: 429,
  unavailable: 503,
  not_found: 404,
}

/** A request declined on purpose. `reason` is for log and metric only, `details` is sent to the caller, `retryAfterMs` in a header. */
export class Refusal extends Error {
  readonly isRefusal = true
  readonly code: RefusalCode
  readonly reason: string
  readonly details: Record<string, unknown>
  /** After how long the same request may be taken; null where nobody knows. */
  readonly retryAfterMs: number | null

  constructor(
    code: RefusalCode,
    reason: string,
    details: Record<string, unknown> = {},
    { retryAfterMs = null }: { retryAfterMs?: number | null } = {},
  ) {
    super(`${code}: ${reason}`)
    this.name = 'Refusal'
    this.code = code
    this.reason = reason
    this.details = details
    this.retryAfterMs = retryAfterMs
  }

  get status(): number {
    return statusOf[this.code]
  }
}

/** By mark and not by class: each of Next's module graphs has a class of its own. */
export function isRefusal(error: unknown): error is Refusal {
  return typeof error === 'object' && error !== null && 'isRefusal' in error && error.isRefusal === true
}

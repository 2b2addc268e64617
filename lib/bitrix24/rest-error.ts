/** What a failed REST call means for us. `code` is Bitrix24's, upper case, for logs. */
export type RestFailure = {
  readonly kind: RestFailureKind
  readonly code: string
  /** Before then the same call would be declined again, where that is known. */
  readonly retryAt?: Date
}

export type RestFailureKind =
  | 'token' // expired or invalid: refresh, then once more
  | 'query_limit' // too many requests on this portal: back off
  | 'operation_limit' // this one method pauses
  | 'payment'
  | 'not_installed'
  | 'denied'
  | 'moved' // 302: the portal has another address
  | 'not_found'
  | 'unreachable' // no answer, no JSON, or a server error: try later
  | 'other'

const kindOf: Record<string, RestFailureKind> = {
  EXPIRED_TOKEN: 'token',
  INVALID_TOKEN: 'token',
  NO_AUTH_FOUND: 'token',
  QUERY_LIMIT_EXCEEDED: 'query_limit',
  OVERLOAD_LIMIT: 'query_limit',
  OPERATION_TIME_LIMIT: 'operation_limit',
  PAYMENT_REQUIRED: 'payment',
  APPLICATION_NOT_FOUND: 'not_installed',
  NOT_INSTALLED: 'not_installed',
  ACCESS_DENIED: 'denied',
  AUTHORIZATION_ERROR: 'denied',
  USER_ACCESS_ERROR: 'denied',
  INSUFFICIENT_SCOPE: 'denied',
  ALLOWED_ONLY_INTRANET_USER: 'denied',
  INVALID_CREDENTIALS: 'denied',
  NOT_FOUND: 'not_found',
  OWNER_NOT_FOUND: 'not_found',
  ENTITY_TYPE_NOT_SUPPORTED: 'not_found',
  CONNECTION_ERROR: 'unreachable',
  JSSDK_UNKNOWN_ERROR: 'unreachable',
  REQUEST_TIMEOUT: 'unreachable',
  ERR_BAD_RESPONSE: 'unreachable',
}

/** By code, whatever its case, and not by HTTP status: documentation and portals disagree on the status (_includes/system-errors.md). */
export function toRestFailure(code: string, status: number): RestFailure {
  const upper = code.toUpperCase()
  if (status >= 300 && status < 400) return { kind: 'moved', code: upper }
  // An error without a code of its own, as some methods have (crm-item-update.md): an answer all the same.
  if ((upper === '' || upper === 'JSSDK_UNKNOWN_ERROR') && status > 0 && status < 500)
    return { kind: 'other', code: 'NO_CODE' }
  const known = kindOf[upper]
  if (known) return { kind: known, code: upper }
  return { kind: status === 0 || status >= 500 ? 'unreachable' : 'other', code: upper }
}

/** How far a refusal reaches: whatever else is asked within it fails the same way. */
export type Reach = 'call' | 'item' | 'type' | 'method' | 'person' | 'chain' | 'portal' | 'ours'

/** Why a portal answers nobody. Each is told in words of its own, and ends without us. */
export type Closing = 'plan' | 'subscription' | 'app' | 'blocked' | 'maintenance'

/** What an answer means. The REST client's callers act by it, never by a code. */
export type Meaning =
  | 'token' // expired or invalid: refresh, then once more
  | 'query_limit' // too many requests on this portal: back off
  | 'operation_limit' // this one method pauses
  | 'closed' // the portal answers nobody for now
  | 'not_installed'
  | 'denied'
  | 'moved' // 302: the portal has another address
  | 'not_found'
  | 'unreachable' // no answer, no JSON, or a server error: try later
  | 'other'

export type RestRefusal = {
  /** As the portal or the authorization server says it, upper case; '' where the answer has none. */
  readonly code: string
  /** Tells one meaning of a code from another, by the description. Such rows are looked at before the one without it. */
  readonly says?: RegExp
  readonly meaning: Meaning
  /** What it means of one command of a batch, of which the others may well be answered; without it, the same. */
  readonly inBatch?: Meaning
  readonly reach: Reach
  readonly closing?: Closing
  /** The portal does not have what was asked for, or not for this app: asking again does not help. */
  readonly isAbsent?: true
  /** What was asked for may have been done all the same. */
  readonly mayBeDone?: true
  /** A page of the official documentation; `seen` for what portals answered and no page names. */
  readonly page: string
}

const system = '_includes/system-errors.md'
const list = 'api-reference/crm/universal/crm-item-list.md'
const update = 'api-reference/crm/universal/crm-item-update.md'
const categories = 'api-reference/crm/universal/category/crm-category-list.md'
const statuses = 'api-reference/crm/status/crm-status-list.md'
const comments = 'api-reference/crm/timeline/comments/crm-timeline-comment-add.md'
const bind = 'api-reference/events/event-bind.md'
const notify = 'api-reference/chats/notifications/im-notify-system-add.md'
const batch = 'settings/how-to-call-rest-api/batch.md'

/** Every code that REST answers, for a call or a command of a batch. */
export const restRefusals: readonly RestRefusal[] = [
  // The portal answers nobody.
  {
    code: 'ACCESS_DENIED',
    says: /commercial plans/i,
    meaning: 'closed',
    reach: 'portal',
    closing: 'plan',
    page: system,
  },
  {
    code: 'ERROR_OAUTH',
    says: /subscription/i,
    meaning: 'closed',
    reach: 'portal',
    closing: 'subscription',
    page: 'seen',
  },
  {
    code: 'PAYMENT_REQUIRED',
    meaning: 'closed',
    reach: 'portal',
    closing: 'app',
    page: 'settings/oauth/error-codes.md',
  },
  { code: 'PORTAL_BLOCKED_BY_LICENSE_SCANNER', meaning: 'closed', reach: 'portal', closing: 'blocked', page: 'seen' },
  { code: 'OVERLOAD_LIMIT', meaning: 'closed', reach: 'portal', closing: 'blocked', page: system },
  { code: 'PORTAL_DELETED', meaning: 'closed', reach: 'portal', closing: 'maintenance', page: system },
  // The app is not there.
  { code: 'ERROR_OAUTH', says: /not installed/i, meaning: 'not_installed', reach: 'portal', page: 'seen' },
  { code: 'APPLICATION_NOT_FOUND', meaning: 'not_installed', reach: 'portal', page: 'seen' },
  { code: 'NOT_INSTALLED', meaning: 'not_installed', reach: 'portal', page: 'seen' },
  // This token, or whose it is.
  { code: 'EXPIRED_TOKEN', meaning: 'token', reach: 'chain', page: system },
  { code: 'INVALID_TOKEN', meaning: 'token', reach: 'chain', page: 'seen' },
  { code: 'NO_AUTH_FOUND', meaning: 'token', reach: 'chain', page: system },
  { code: 'AUTHORIZATION_ERROR', meaning: 'denied', reach: 'person', page: 'seen' },
  { code: 'USER_ACCESS_ERROR', meaning: 'denied', reach: 'person', page: system },
  { code: 'INVALID_CREDENTIALS', meaning: 'denied', reach: 'person', page: system },
  { code: 'ALLOWED_ONLY_INTRANET_USER', meaning: 'denied', reach: 'person', page: list },
  // The portal is busy, or was not reached.
  { code: 'QUERY_LIMIT_EXCEEDED', meaning: 'query_limit', reach: 'portal', page: system },
  { code: 'OPERATION_TIME_LIMIT', meaning: 'operation_limit', reach: 'method', page: 'limits.md' },
  { code: 'CONNECTION_ERROR', meaning: 'unreachable', reach: 'portal', page: 'seen' },
  // One item may break the list it is in.
  {
    code: 'INTERNAL_SERVER_ERROR',
    meaning: 'unreachable',
    inBatch: 'other',
    reach: 'call',
    mayBeDone: true,
    page: system,
  },
  {
    code: 'ERROR_UNEXPECTED_ANSWER',
    meaning: 'unreachable',
    inBatch: 'other',
    reach: 'call',
    mayBeDone: true,
    page: system,
  },
  // This method, for this app.
  { code: 'ERROR_METHOD_NOT_FOUND', meaning: 'other', reach: 'method', page: 'seen' },
  { code: 'INSUFFICIENT_SCOPE', meaning: 'denied', reach: 'method', isAbsent: true, page: system },
  { code: 'WRONG_AUTH_TYPE', meaning: 'denied', reach: 'method', page: notify },
  { code: 'WRONG_LICENSE', meaning: 'denied', reach: 'method', page: 'seen' },
  { code: 'METHOD_CONFIRM_WAITING', meaning: 'denied', reach: 'method', page: 'seen' },
  { code: 'METHOD_CONFIRM_DENIED', meaning: 'denied', reach: 'method', page: 'seen' },
  { code: 'ERROR_MANIFEST_IS_NOT_AVAILABLE', meaning: 'other', reach: 'method', page: system },
  // This type or item.
  { code: 'ACCESS_DENIED', meaning: 'denied', reach: 'type', page: update },
  { code: 'ACCESS DENIED.', meaning: 'denied', reach: 'type', page: statuses },
  { code: '', says: /access denied/i, meaning: 'denied', reach: 'item', page: comments },
  { code: 'NOT_FOUND', meaning: 'not_found', reach: 'type', page: list },
  { code: 'ENTITY_TYPE_NOT_SUPPORTED', meaning: 'not_found', reach: 'type', page: categories },
  { code: 'OWNER_NOT_FOUND', meaning: 'not_found', reach: 'item', page: comments },
  { code: 'UPDATE_DYNAMIC_ITEM_RESTRICTED', meaning: 'denied', reach: 'type', page: update },
  { code: '', meaning: 'other', reach: 'item', page: update },
  // What we sent.
  { code: 'INVALID_ARG_VALUE', meaning: 'other', reach: 'call', page: list },
  { code: 'INVALID PARAMETERS.', meaning: 'other', reach: 'call', page: statuses },
  { code: '100', meaning: 'other', reach: 'call', page: update },
  { code: 'CRM_FIELD_ERROR_VALUE_NOT_VALID', meaning: 'other', reach: 'call', page: update },
  { code: 'ERROR_ARGUMENT', meaning: 'other', reach: 'call', page: 'seen' },
  { code: 'ERROR_CORE', meaning: 'other', reach: 'call', mayBeDone: true, page: 'seen' },
  { code: 'ERROR_EVENT_NOT_FOUND', meaning: 'other', reach: 'call', isAbsent: true, page: bind },
  { code: 'ERROR_BATCH_METHOD_NOT_ALLOWED', meaning: 'other', reach: 'call', page: batch },
  { code: 'ERROR_BATCH_LENGTH_EXCEEDED', meaning: 'other', reach: 'call', page: batch },
  { code: 'INVALID_REQUEST', meaning: 'other', reach: 'ours', page: system },
  { code: 'USER_ID_EMPTY', meaning: 'other', reach: 'call', page: notify },
  { code: 'MESSAGE_EMPTY', meaning: 'other', reach: 'call', page: notify },
  { code: 'ATTACH_OVERSIZE', meaning: 'other', reach: 'call', page: notify },
  { code: 'ATTACH_ERROR', meaning: 'other', reach: 'call', page: notify },
  // Our own words where the portal said nothing that could be read.
  { code: 'NO_RESULT', meaning: 'unreachable', reach: 'portal', page: 'seen' },
  { code: 'REQUEST_TIMEOUT', meaning: 'unreachable', reach: 'portal', page: 'seen' },
]

/** What a refused refresh says of the chain of tokens. `unclear` may be about our own configuration. */
export type ChainRefusal = 'closed' | 'gone' | 'dead' | 'unclear'

export type OAuthRefusal = {
  readonly code: string
  readonly says?: RegExp
  /** What this meaning of a code is called from here on; without it, as the code. */
  readonly name?: string
  readonly meaning: ChainRefusal
  readonly reach: Reach
  readonly closing?: Closing
  readonly page: string
}

const oauth = 'settings/oauth/error-codes.md'

/** Every code that an authorization server answers a refresh with. */
export const oauthRefusals: readonly OAuthRefusal[] = [
  { code: 'PAYMENT_REQUIRED', meaning: 'closed', reach: 'portal', closing: 'app', page: oauth },
  {
    code: 'ERROR_OAUTH',
    says: /not installed/i,
    name: 'NOT_INSTALLED',
    meaning: 'gone',
    reach: 'portal',
    page: 'seen',
  },
  {
    code: 'ERROR_OAUTH',
    says: /subscription/i,
    name: 'SUBSCRIPTION_ENDED',
    meaning: 'closed',
    reach: 'portal',
    closing: 'subscription',
    page: 'seen',
  },
  { code: 'NOT_INSTALLED', meaning: 'gone', reach: 'portal', page: 'seen' },
  { code: 'INVALID_GRANT', meaning: 'dead', reach: 'chain', page: oauth },
  { code: 'BAD_VERIFICATION_CODE', meaning: 'dead', reach: 'chain', page: 'seen' },
  { code: 'WRONG_CLIENT', meaning: 'dead', reach: 'chain', page: 'seen' },
  { code: 'USER_ACCESS_ERROR', meaning: 'dead', reach: 'person', page: 'seen' },
  // Either this portal does not have the app, or nobody would be answered: see `checkClientCredentials`.
  { code: 'INVALID_CLIENT', meaning: 'unclear', reach: 'ours', page: oauth },
  { code: 'INVALID_REQUEST', meaning: 'unclear', reach: 'ours', page: oauth },
  { code: 'INSUFFICIENT_SCOPE', meaning: 'unclear', reach: 'ours', page: oauth },
  { code: 'INVALID_SCOPE', meaning: 'unclear', reach: 'ours', page: oauth },
]

/** The row of an answer: by its code, whatever its case, and where that has several meanings by its description. */
export function findRefusal<Row extends { readonly code: string; readonly says?: RegExp }>(
  rows: readonly Row[],
  code: string,
  description: string,
): Row | null {
  const ofCode = rows.filter((row) => row.code === code.toUpperCase())
  return ofCode.find(({ says }) => says?.test(description)) ?? ofCode.find(({ says }) => !says) ?? null
}

/** Our own names for outcomes to which Bitrix24 gave no code. */
const ownOutcomes = ['OK', 'NO_ANSWER', 'NO_CODE', 'SERVER_NOT_ALLOWED', 'OTHER_PORTAL']

/** Every outcome of a request, upper case, whose meaning is known; any other one is told to an admin by its code. */
export const namedOutcomes: readonly string[] = [
  ...ownOutcomes,
  ...restRefusals.map(({ code }) => code),
  ...oauthRefusals.map(({ code, name }) => name ?? code),
]

/** Whether the meaning of an outcome is known. What nobody has named is only ever passing: nothing is given up for it. */
export function isNamedOutcome(outcome: string): boolean {
  return namedOutcomes.includes(outcome.toUpperCase())
}

/** What a refused refresh says, by the name of its row. A code without a row says nothing of the chain. */
export function readChainRefusal(name: string): Pick<OAuthRefusal, 'meaning' | 'closing'> {
  const upper = name.toUpperCase()
  return oauthRefusals.find((row) => (row.name ?? row.code) === upper) ?? { meaning: 'unclear' }
}

/**
 * The codes of the official error pages (2026-08-21): those that any method and the authorization server may answer, and those of the
 * methods that the app calls. `text` where a page tells one code's meanings apart by it, or names a description in place of a code.
 */
export const documentedCodes: readonly { readonly page: string; readonly code: string; readonly text: string }[] = [
  ...page('_includes/system-errors.md', [
    'INTERNAL_SERVER_ERROR',
    'ERROR_UNEXPECTED_ANSWER',
    'QUERY_LIMIT_EXCEEDED',
    'ERROR_BATCH_METHOD_NOT_ALLOWED',
    'ERROR_BATCH_LENGTH_EXCEEDED',
    'NO_AUTH_FOUND',
    'INVALID_REQUEST',
    'OVERLOAD_LIMIT',
    ['ACCESS_DENIED', 'REST API is available only on commercial plans'],
    'INVALID_CREDENTIALS',
    'ERROR_MANIFEST_IS_NOT_AVAILABLE',
    'insufficient_scope',
    'expired_token',
    'user_access_error',
    'PORTAL_DELETED',
  ]),
  ...page('api-reference/crm/universal/crm-item-list.md', [
    'allowed_only_intranet_user',
    'NOT_FOUND',
    'INVALID_ARG_VALUE',
  ]),
  ...page('api-reference/crm/universal/crm-item-update.md', [
    'allowed_only_intranet_user',
    'NOT_FOUND',
    ['ACCESS_DENIED', 'Access denied'],
    'CRM_FIELD_ERROR_VALUE_NOT_VALID',
    '100',
    ['', 'Insufficient permissions to change the stage'],
    'UPDATE_DYNAMIC_ITEM_RESTRICTED',
  ]),
  ...page('api-reference/crm/universal/category/crm-category-list.md', ['NOT_FOUND', 'ENTITY_TYPE_NOT_SUPPORTED']),
  ...page('api-reference/crm/status/crm-status-list.md', ['Access denied.', 'Invalid parameters.']),
  ...page('api-reference/crm/timeline/comments/crm-timeline-comment-add.md', [
    'OWNER_NOT_FOUND',
    'ACCESS_DENIED',
    'NOT_FOUND',
    'INVALID_ARG_VALUE',
    '100',
  ]),
  ...page('api-reference/crm/timeline/comments/crm-timeline-comment-list.md', [['', 'Access denied']]),
  ...page('api-reference/crm/universal/user-defined-object-types/crm-type-list.md', [
    'allowed_only_intranet_user',
    'ACCESS_DENIED',
    'INVALID_ARG_VALUE',
  ]),
  ...page('api-reference/events/event-bind.md', ['ERROR_EVENT_NOT_FOUND', 'ACCESS_DENIED']),
  ...page('api-reference/events/event-unbind.md', ['ACCESS_DENIED']),
  ...page('api-reference/chats/notifications/im-notify-system-add.md', [
    'WRONG_AUTH_TYPE',
    'USER_ID_EMPTY',
    'MESSAGE_EMPTY',
    'ATTACH_OVERSIZE',
    'ATTACH_ERROR',
  ]),
  ...page('api-reference/common/system/app-info.md', ['ACCESS_DENIED']),
  ...page('settings/how-to-call-rest-api/batch.md', ['ERROR_BATCH_METHOD_NOT_ALLOWED', 'ERROR_BATCH_LENGTH_EXCEEDED']),
]

/** What the authorization server answers in place of a pair of tokens (settings/oauth/error-codes.md). */
export const documentedOAuthCodes = [
  'invalid_request',
  'invalid_client',
  'insufficient_scope',
  'invalid_scope',
  'invalid_grant',
  'PAYMENT_REQUIRED',
] as const

function page(name: string, codes: readonly (string | readonly [code: string, text: string])[]) {
  return codes.map((one) => {
    const [code, text] = typeof one === 'string' ? [one, ''] : one
    return { page: name, code, text }
  })
}

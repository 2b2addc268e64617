import { type OAuthAnswer, oauthError } from './oauth-answer.ts'
import { RestError } from './rest-error.ts'

/** Why a portal answers nobody's REST calls. */
export const closings = ['plan', 'subscription', 'blocked', 'overload', 'maintenance'] as const
export type Closing = (typeof closings)[number]

/** What every method is declined with, before any token is looked at (_includes/system-errors.md; the rest as seen at portals). */
export function closedError(closing: Closing): RestError {
  switch (closing) {
    case 'plan':
      return new RestError('ACCESS_DENIED', 'REST API is available only on commercial plans.', 403)
    case 'subscription':
      return new RestError('ERROR_OAUTH', 'Subscription has been ended', 401)
    case 'blocked':
      return new RestError('PORTAL_BLOCKED_BY_LICENSE_SCANNER', 'Portal is blocked', 403)
    case 'overload':
      return new RestError('OVERLOAD_LIMIT', 'REST API is blocked due to overload', 503)
    case 'maintenance':
      return new RestError('PORTAL_DELETED', 'Portal was deleted', 403)
  }
}

/** What a refresh is declined with meanwhile; null where the authorization server does not care (settings/oauth/error-codes.md). */
export function closedRefresh(closing: Closing): OAuthAnswer | null {
  return closing === 'subscription' ? oauthError(400, 'ERROR_OAUTH', 'Subscription has been ended') : null
}

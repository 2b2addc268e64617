import { closedRefresh } from './closed.ts'
import type { OAuthFaultKind } from './faults.ts'
import { asText, type JsonMap } from './json-value.ts'
import { type OAuthAnswer, oauthError } from './oauth-answer.ts'
import { clientEndpointOf, findUser } from './portal.ts'
import { findRefresh, rotate } from './tokens.ts'
import type { World } from './world.ts'

/** Renews a pair of tokens; a refresh token works once (settings/oauth/auto-renewal.md, error-codes.md). */
export function refreshTokens(world: World, params: JsonMap, fault: OAuthFaultKind | null): OAuthAnswer {
  if (asText(params.grant_type) !== 'refresh_token') return oauthError(400, 'invalid_request', 'Unsupported grant_type')
  if (asText(params.client_id) !== world.clientId || asText(params.client_secret) !== world.clientSecret) {
    return oauthError(400, 'invalid_client', 'Invalid client data')
  }
  if (fault === 'invalid_grant') return oauthError(400, 'invalid_grant')
  if (fault === 'payment_required') return oauthError(400, 'PAYMENT_REQUIRED', 'Payment required')
  if (fault === 'invalid_client') return oauthError(400, 'invalid_client', 'Invalid client data')
  // With status 200, as the official SDK's tests have it.
  if (fault === 'wrong_client') return oauthError(200, 'wrong_client', 'Wrong client')
  if (fault === 'user_access_error') return oauthError(403, 'user_access_error', 'The user does not have access')
  if (fault === 'error_oauth_not_installed') return oauthError(400, 'ERROR_OAUTH', 'Application not installed')
  if (fault === 'error_oauth_subscription') return oauthError(400, 'ERROR_OAUTH', 'Subscription has been ended')
  if (fault === 'not_installed') return oauthError(400, 'NOT_INSTALLED', 'Application not installed')
  const found = findRefresh(world, asText(params.refresh_token))
  if (!found) return oauthError(400, 'invalid_grant')
  const { portal, token } = found
  if (portal.state.removed) return oauthError(400, 'NOT_INSTALLED', 'Application not installed')
  const closed = portal.state.closed && closedRefresh(portal.state.closed)
  if (closed) return closed
  if (portal.state.paymentExpired) return oauthError(400, 'PAYMENT_REQUIRED', 'Payment required')
  if (!findUser(portal, token.userId)?.active) return oauthError(400, 'invalid_grant')
  const fresh = rotate(world, portal, token)
  const body: JsonMap = {
    access_token: fresh.access,
    expires: Math.floor(fresh.expiresAt / 1000),
    expires_in: 3600,
    scope: portal.state.scope,
    // The authorisation server's own name; the portal is client_endpoint.
    domain: new URL(world.oauthOrigin).host,
    server_endpoint: `${world.oauthOrigin}/rest/`,
    status: 'F',
    client_endpoint: clientEndpointOf(portal),
    member_id: portal.state.memberId,
    user_id: fresh.userId,
    refresh_token: fresh.refresh,
  }
  if (fault === 'no_expires') delete body.expires
  return { status: 200, body }
}

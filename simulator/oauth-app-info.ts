import type { OAuthFaultKind } from './faults.ts'
import { asText, type JsonMap } from './json-value.ts'
import { type OAuthAnswer, oauthError } from './oauth-answer.ts'
import { clientEndpointOf, domainOf } from './portal.ts'
import { portalTime, timeObject } from './portal-time.ts'
import { findAccess } from './tokens.ts'
import type { World } from './world.ts'

/** The OAuth server's app.info: the app, the person and the portal an access token belongs to. `installed` does not wait for installFinish. */
export function appInfo(world: World, params: JsonMap, fault: OAuthFaultKind | null): OAuthAnswer {
  const access = asText(params.auth) || asText(params.access_token)
  if (access === '') return oauthError(401, 'NO_AUTH_FOUND', 'Wrong authorization data')
  if (fault === 'not_installed') return oauthError(401, 'NOT_INSTALLED', 'Application not installed')
  if (fault === 'unknown_token') return oauthError(401, 'invalid_token', 'The access token provided is invalid.')
  const found = findAccess(world, access)
  if (found.state === 'unknown') return oauthError(401, 'invalid_token', 'The access token provided is invalid.')
  if (found.state === 'expired') return oauthError(401, 'expired_token', 'The access token provided has expired.')
  const { portal, token } = found
  const now = world.now()
  return {
    status: 200,
    body: {
      result: {
        client_id: world.clientId,
        scope: portal.state.scope,
        expires: portalTime(token.expiresAt),
        user_id: String(token.userId),
        install: {
          installed: !portal.state.removed,
          version: String(portal.state.version),
          status: 'F',
          scope: portal.state.scope,
          domain: domainOf(portal),
          uri: portal.origin,
          client_endpoint: clientEndpointOf(portal),
          member_id: portal.state.memberId,
          member_type: 'cloud',
          ...portal.addresses.told,
        },
      },
      time: timeObject(now, now + 1, { seconds: 0, resetAt: Math.floor(now / 1000) + 600 }),
    },
  }
}

import type { JsonMap } from './json-value.ts'
import { clientEndpointOf, domainOf, type Portal } from './portal.ts'
import type { Binding, Token } from './portal-state.ts'
import type { World } from './world.ts'

/** Who an event's tokens belong to; null where nobody acted (a robot, a workflow, the portal itself). */
export type EventTokens = {
  token: Token
  /** Only app lifecycle events carry one (api-reference/common/events/on-app-install.md). */
  withRefresh: boolean
}

/** An event's form body before encoding, keys in the order real portals send them (api-reference/events/index.md). */
export function eventBody(
  world: World,
  portal: Portal,
  binding: Binding,
  data: JsonMap,
  sentAtMs: number,
  tokens: EventTokens | null,
): JsonMap {
  const ts = Math.floor(sentAtMs / 1000)
  return {
    event: binding.event,
    event_handler_id: binding.id,
    data,
    ts,
    auth: tokens ? authWithTokens(world, portal, tokens) : authWithoutTokens(world, portal),
  }
}

function authWithTokens(world: World, portal: Portal, { token, withRefresh }: EventTokens): JsonMap {
  return {
    access_token: token.access,
    expires: Math.floor(token.expiresAt / 1000),
    expires_in: 3600,
    scope: portal.state.scope,
    domain: domainOf(portal),
    server_endpoint: `${world.oauthOrigin}/rest/`,
    status: 'F',
    client_endpoint: clientEndpointOf(portal),
    member_id: portal.state.memberId,
    user_id: token.userId,
    application_token: portal.state.applicationToken,
    refresh_token: withRefresh ? token.refresh : null,
  }
}

function authWithoutTokens(world: World, portal: Portal): JsonMap {
  return {
    domain: domainOf(portal),
    client_endpoint: clientEndpointOf(portal),
    server_endpoint: `${world.oauthOrigin}/rest/`,
    member_id: portal.state.memberId,
    application_token: portal.state.applicationToken,
  }
}

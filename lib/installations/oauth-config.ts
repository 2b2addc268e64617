import 'server-only'
import type { OAuthConfig } from '../bitrix24/oauth.ts'
import { env } from '../platform/env.ts'

const timeoutMs = 4_000

/** The app's identity at the OAuth servers, from the operator's configuration. */
export function oauthConfig(): OAuthConfig {
  const { clientId, clientSecret, oauthServers, allowPrivatePortals } = env()
  return { clientId, clientSecret, servers: oauthServers, timeoutMs, allowPrivate: allowPrivatePortals }
}

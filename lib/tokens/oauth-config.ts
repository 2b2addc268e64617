import 'server-only'
import type { OAuthConfig } from '../bitrix24/oauth.ts'
import { mayBeHttp } from '../bitrix24/portal-admission.ts'
import { env } from '../platform/env.ts'

const timeoutMs = 4_000

/** The app's identity at the OAuth servers, from the operator's configuration. */
export function oauthConfig(): OAuthConfig {
  const { clientId, clientSecret, oauthServers } = env()
  return {
    clientId,
    clientSecret,
    servers: oauthServers,
    timeoutMs,
    admitsHttp: (address) => mayBeHttp(env(), address),
  }
}

import 'server-only'
import { z } from 'zod'
import { canonicalHost } from '../platform/canonical-host.ts'
import { askServer, refusalCode } from './ask-server.ts'
import type { OAuthConfig, OAuthFailure, TokenOwner } from './oauth.ts'

const appInfoSchema = z.object({
  result: z.object({
    client_id: z.string(),
    user_id: z.coerce.number().int().positive(),
    expires: z.string().optional().catch(undefined),
    install: z.object({
      installed: z.union([z.boolean(), z.string(), z.number()]),
      status: z.string().default(''),
      scope: z.string().default(''),
      domain: z.string().min(1),
      uri: z.string().catch(''),
      client_endpoint: z.url(),
      member_id: z.string().min(1),
    }),
  }),
})

/**
 * Asks the allow-listed OAuth servers whose token this is (their `app.info`; shape known from the official SDKs, the host
 * from settings/oauth/index.md). A refusal is final only when every server has refused: one that is silent may know it.
 */
export async function askTokenOwner(config: OAuthConfig, accessToken: string): Promise<TokenOwner | OAuthFailure> {
  let refusal: OAuthFailure | null = null
  let silence: OAuthFailure | null = null
  for (const server of config.servers) {
    const answer = await askServer(config, `${server}/rest/app.info/`, { auth: accessToken })
    const parsed = appInfoSchema.safeParse(answer)
    if (parsed.success) return toOwner(config, server, parsed.data.result)
    const code = refusalCode(answer)
    if (code) refusal = { kind: 'not_confirmed', code }
    else silence = { kind: 'unreachable', code: 'no_answer' }
  }
  return silence ?? refusal ?? { kind: 'unreachable', code: 'no_server' }
}

function toOwner(
  config: OAuthConfig,
  server: string,
  { client_id, user_id, expires, install }: z.infer<typeof appInfoSchema>['result'],
): TokenOwner | OAuthFailure {
  if (client_id !== config.clientId) return { kind: 'not_confirmed', code: 'wrong_client' }
  const endpoint = readEndpoint(install.client_endpoint)
  if (!endpoint) return { kind: 'not_confirmed', code: 'unusable_endpoint' }
  if (endpoint.protocol !== 'https:' && !config.admitsHttp(endpoint.address))
    return { kind: 'not_confirmed', code: 'insecure_endpoint' }
  return {
    memberId: install.member_id,
    domain: endpoint.host,
    clientEndpoint: endpoint.address,
    origins: originsOf(config, endpoint, [install.domain, install.uri]),
    userId: user_id,
    licenseStatus: install.status,
    scope: install.scope,
    installed: [true, 'true', 'Y', '1', 1].includes(install.installed),
    expiresAt: readMoment(expires),
    server,
  }
}

/** ISO 8601; what is no moment says nothing. */
function readMoment(text: string | undefined): Date | null {
  const moment = new Date(text ?? Number.NaN)
  return Number.isNaN(moment.getTime()) ? null : moment
}

type Endpoint = { readonly protocol: string; readonly host: string; readonly address: string }

/** A REST address in one spelling, so that another spelling of it is no other address; null where it is none. */
function readEndpoint(text: string): Endpoint | null {
  const url = URL.parse(text)
  const name = canonicalHost(url?.hostname ?? '')
  if (!url || name === null || !/^https?:$/.test(url.protocol)) return null
  const host = url.port === '' ? name : `${name}:${url.port}`
  return { protocol: url.protocol, host, address: `${url.protocol}//${host}${url.pathname.replace(/\/+$/, '')}` }
}

/** `domain` is a host, and seen with a scheme; `uri` is an address. Each is the server's own word, so that each counts. */
function originsOf(config: OAuthConfig, { protocol, host }: Endpoint, others: readonly string[]): string[] {
  const origins = new Set([`${protocol}//${host}`])
  for (const text of others) {
    const other = readEndpoint(/^https?:\/\//i.test(text) ? text : `${protocol}//${text}`)
    if (!other) continue
    const origin = `${other.protocol}//${other.host}`
    if (other.protocol === 'https:' || config.admitsHttp(origin)) origins.add(origin)
  }
  return [...origins]
}

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { OAuthFault, OAuthFaultKind, Refusal } from './faults.ts'
import { readBody, sendJson } from './http-exchange.ts'
import { asText, type JsonMap } from './json-value.ts'
import { oauthError } from './oauth-answer.ts'
import { appInfo } from './oauth-app-info.ts'
import { refreshTokens } from './oauth-refresh.ts'
import { decodePhpQuery } from './php-query.ts'
import { bodyParams } from './rest-request.ts'
import { findAccess, findRefresh } from './tokens.ts'
import type { OAuthLogEntry, World } from './world.ts'

const KEPT_LOG = 10_000

/** The authorisation server: whose token is this, and token renewal. It has its own origin, as oauth.bitrix.info does. */
export async function serveOAuth(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://oauth')
  const endpoint = endpointOf(url.pathname)
  if (!endpoint) return sendJson(response, 404, { error: 'not_found', error_description: '' })
  const body = await readBody(request)
  const params = { ...decodePhpQuery(url.search.slice(1)), ...bodyParams(request.headers['content-type'] ?? '', body) }
  const memberId = memberOf(world, params)
  const log: OAuthLogEntry = {
    at: new Date(world.now()).toISOString(),
    endpoint,
    memberId,
    httpStatus: null,
    error: null,
  }
  world.oauth.log.push(log)
  if (world.oauth.log.length > KEPT_LOG) world.oauth.log.shift()
  const taken = takeFault(world, endpoint, memberId)
  const fault = taken?.kind ?? null
  if (fault === 'hang') return
  if (fault === 'down') return void response.socket?.destroy()
  const answer = taken?.refusal ? refusedWith(taken.refusal) : answerTo(world, endpoint, params, fault)
  // What was handed out must survive a kill, or the other side holds a token that nobody knows.
  await world.saved()
  log.httpStatus = answer.status
  log.error = asText(answer.body.error) || null
  if (fault === 'lost_answer') return void response.socket?.destroy()
  sendJson(response, answer.status, answer.body)
}

function answerTo(world: World, endpoint: OAuthLogEntry['endpoint'], params: JsonMap, fault: OAuthFaultKind | null) {
  return endpoint === 'app.info' ? appInfo(world, params, fault) : refreshTokens(world, params, fault)
}

const refusedWith = ({ status, error, description }: Refusal) => oauthError(status, error, description)

function endpointOf(pathname: string): OAuthLogEntry['endpoint'] | null {
  if (/^\/+rest\/+app\.info(\.json)?\/*$/.test(pathname)) return 'app.info'
  return /^\/+oauth\/+token\/*$/.test(pathname) ? 'token' : null
}

function memberOf(world: World, params: JsonMap): string | null {
  const [refresh, access] = [asText(params.refresh_token), asText(params.auth)]
  const portal = findRefresh(world, refresh)?.portal ?? findAccess(world, access).portal
  return portal?.state.memberId ?? world.former.get(refresh) ?? world.former.get(access) ?? null
}

/** What either endpoint may answer; every other fault is of a refresh, and `unknown_token` of app.info alone. */
const EITHER: OAuthFaultKind[] = ['down', 'hang', 'not_installed']

const fits = (kind: OAuthFaultKind, endpoint: OAuthLogEntry['endpoint']): boolean =>
  EITHER.includes(kind) || (kind === 'unknown_token') === (endpoint === 'app.info')

function takeFault(world: World, endpoint: OAuthLogEntry['endpoint'], memberId: string | null): OAuthFault | null {
  const fault = world.oauth.faults.find(
    (one) => one.times > 0 && (one.memberId === undefined || one.memberId === memberId) && fits(one.kind, endpoint),
  )
  if (!fault) return null
  fault.times -= 1
  return fault
}

import type { IncomingMessage, ServerResponse } from 'node:http'
import { closedError } from './closed.ts'
import { type RestFault, type RestFaultKind, takeRestFault } from './faults.ts'
import { sendJson, sendText } from './http-exchange.ts'
import type { JsonMap } from './json-value.ts'
import { leaveOut } from './leave-out.ts'
import { findUser, type Portal, portalNow } from './portal.ts'
import { timeObject } from './portal-time.ts'
import { batchCommands, runBatch } from './rest-batch.ts'
import { type Caller, callMethod, operationLimit } from './rest-call.ts'
import { RestError, refused } from './rest-error.ts'
import { type RestRequest, readRestRequest } from './rest-request.ts'
import { findAccess } from './tokens.ts'
import type { World } from './world.ts'

const KEPT_LOG = 20_000

/** Answers `/rest/{method}` of REST v2, faults included. */
export async function serveRest(
  world: World,
  portal: Portal,
  method: string,
  search: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  allowEveryOrigin(request, response)
  if (request.method === 'OPTIONS') {
    response.writeHead(200).end()
    return
  }
  const entry = { at: new Date(world.now()).toISOString(), method, userId: null, httpStatus: null, error: null }
  const log: Portal['restLog'][number] = entry
  portal.restLog.push(log)
  if (portal.restLog.length > KEPT_LOG) portal.restLog.shift()
  const rest = await readRestRequest(request, method, search)
  if (method === 'batch') log.commands = batchCommands(rest.params).map(([, command]) => command)
  if (portal.faults.latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, portal.faults.latencyMs))
  const userId = findAccess(world, rest.accessToken).token?.userId ?? null
  const { replaced } = portal.faults
  if (isHeld(portal, userId, [method, ...(log.commands ?? [])])) await replaced.promise
  const fault = takeRestFault(portal.faults, { method, userId })
  if (fault && misbehave(fault.kind, response, log)) return
  const { status, body } = answer(world, portal, rest, fault, request.socket.remoteAddress ?? '', log)
  if (fault?.kind === 'reset_after') {
    log.error = 'fault:reset_after'
    response.socket?.destroy()
    return
  }
  log.httpStatus = status
  sendJson(response, status, body)
}

function isHeld({ faults }: Portal, userId: number | null, commands: readonly string[]): boolean {
  const methods = commands.map((command) => command.split('?')[0] ?? '')
  return methods.some((method) => takeRestFault(faults, { method, userId, kinds: ['hold'] }) !== null)
}

function answer(
  world: World,
  portal: Portal,
  rest: RestRequest,
  fault: RestFault | null,
  source: string,
  log: Portal['restLog'][number],
): { status: number; body: object } {
  const startMs = portalNow(world, portal)
  try {
    if (fault?.kind === 'query_limit' || !portal.limits.takeRequest(source)) {
      throw new RestError('QUERY_LIMIT_EXCEEDED', 'Too many requests', 503)
    }
    const caller = authorise(world, portal, rest.accessToken)
    log.userId = caller.user.id
    if (fault?.refusal) throw refused(fault.refusal)
    if (fault?.kind === 'operation_limit') throw operationLimit(startMs, fault.resetInSeconds)
    const { leftOut } = portal.faults
    if (rest.method !== 'batch') {
      return { status: 200, body: leaveOut(callMethod(caller, rest.method, rest.params), leftOut) }
    }
    const result = leaveOut(runBatch(caller, rest.params), leftOut)
    const time: JsonMap = timeObject(startMs, portalNow(world, portal), portal.limits.operating('batch'))
    return { status: 200, body: leaveOut({ result, time }, leftOut) }
  } catch (error) {
    const known = error instanceof RestError ? error : new RestError('INTERNAL_SERVER_ERROR', String(error), 500)
    log.error = String(known.code)
    return { status: known.httpStatus, body: known.body() }
  }
}

function authorise(world: World, portal: Portal, accessToken: string): Caller {
  // The core looks at this before anything else.
  if (portal.state.closed) throw closedError(portal.state.closed)
  if (accessToken === '') throw new RestError('NO_AUTH_FOUND', 'Wrong authorization data', 401)
  const found = findAccess(world, accessToken)
  if (found.state === 'unknown' || found.portal !== portal) {
    throw new RestError('invalid_token', 'Unable to get application by token', 401)
  }
  if (portal.state.removed) throw new RestError('APPLICATION_NOT_FOUND', 'Application not found', 401)
  if (portal.state.paymentExpired && portal.faults.unpaidRest)
    throw new RestError('PAYMENT_REQUIRED', 'Payment required', 402)
  if (found.state === 'expired') throw new RestError('expired_token', 'The access token provided has expired.', 401)
  const user = findUser(portal, found.token.userId)
  if (!user?.active) throw new RestError('authorization_error', 'Unable to authorize user', 401)
  return { world, portal, user, token: found.token }
}

/** Faults that are no proper answer; false when the fault is an ordinary error. */
function misbehave(fault: RestFaultKind, response: ServerResponse, log: Portal['restLog'][number]): boolean {
  log.error = `fault:${fault}`
  switch (fault) {
    case 'hang':
      return true
    case 'reset':
      response.socket?.destroy()
      return true
    case 'html':
      log.httpStatus = 200
      sendText(
        response,
        200,
        'text/html; charset=utf-8',
        '<html><body><h1>Service temporarily unavailable</h1></body></html>',
      )
      return true
    case 'error200':
      log.httpStatus = 200
      sendJson(response, 200, { error: 'INTERNAL_SERVER_ERROR', error_description: 'Internal server error' })
      return true
    case '500':
      log.httpStatus = 500
      sendJson(response, 500, { error: 'INTERNAL_SERVER_ERROR', error_description: 'Internal server error' })
      return true
    default:
      return false
  }
}

function allowEveryOrigin(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('access-control-allow-origin', '*')
  response.setHeader('access-control-allow-methods', 'GET, POST, OPTIONS')
  response.setHeader(
    'access-control-allow-headers',
    request.headers['access-control-request-headers'] ?? 'origin, content-type, accept, authorization',
  )
}

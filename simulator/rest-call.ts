import { takeRestFault } from './faults.ts'
import { asId, type JsonMap } from './json-value.ts'
import { findMethod } from './methods/all-methods.ts'
import { asItComes } from './odd-answers.ts'
import { type Portal, portalNow } from './portal.ts'
import type { Token, User } from './portal-state.ts'
import { timeObject } from './portal-time.ts'
import { RestError, refused } from './rest-error.ts'
import { type MethodAnswer, param } from './rest-method.ts'
import type { World } from './world.ts'

/** Who calls: a live token of this portal and its user. */
export type Caller = {
  world: World
  portal: Portal
  user: User
  token: Token
}

export type CallAnswer = MethodAnswer & { time: JsonMap }

/** Runs one method: it exists, the scope allows it, its operating time is not used up. Throws RestError. */
export function callMethod(caller: Caller, name: string, params: JsonMap, insideBatch = false): CallAnswer {
  const { world, portal } = caller
  const startMs = portalNow(world, portal)
  const started = performance.now()
  const method = findMethod(name)
  if (!method) throw new RestError('ERROR_METHOD_NOT_FOUND', 'Method not found!', 404)
  if (method.scope !== '' && !hasScope(portal.state.scope, method.scope)) {
    throw new RestError(
      'insufficient_scope',
      'The request requires higher privileges than provided by the access token',
      403,
    )
  }
  const call = { method: name, userId: caller.user.id, kinds: ['operation_limit', 'error200', 'refuse'] } as const
  const fault = insideBatch ? takeRestFault(portal.faults, call) : null
  if (fault?.kind === 'error200') throw new RestError('INTERNAL_SERVER_ERROR', 'Internal server error', 500)
  if (fault?.kind === 'operation_limit') throw operationLimit(startMs, fault.resetInSeconds)
  if (fault?.refusal) throw refused(fault.refusal)
  const start = asId(param(params, 'start'))
  if (portal.faults.brokenPages.some((broken) => broken.method === name.toLowerCase() && broken.start === start)) {
    throw new RestError('INTERNAL_SERVER_ERROR', 'Internal server error', 500)
  }
  if (portal.limits.isBlocked(name.toLowerCase())) throw operationLimit(startMs)
  const answer = asItComes(portal.faults, name, method.run({ ...caller, params }))
  const spentMs = performance.now() - started
  portal.limits.addOperating(name.toLowerCase(), method.seconds + spentMs / 1000)
  return {
    ...answer,
    time: timeObject(startMs, startMs + Math.ceil(spentMs), portal.limits.operating(name.toLowerCase())),
  }
}

/** @param resetInSeconds where the portal says when the method is free again. */
export function operationLimit(nowMs: number, resetInSeconds?: number): RestError {
  const resetAt = resetInSeconds && nowMs / 1000 + resetInSeconds
  const time = resetAt === undefined ? undefined : timeObject(nowMs, nowMs + 1, { seconds: 480, resetAt })
  return new RestError('OPERATION_TIME_LIMIT', 'Method is blocked due to operation time limit.', 429, time)
}

/** `user` includes `user_brief`: the wider scope grants what the narrower one does. */
function hasScope(granted: string, wanted: string): boolean {
  const scopes = granted.split(',')
  return (
    scopes.includes(wanted) || (wanted === 'user_brief' && (scopes.includes('user') || scopes.includes('user_basic')))
  )
}

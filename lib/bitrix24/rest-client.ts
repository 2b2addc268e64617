import 'server-only'
import { admit } from './admit.ts'
import { agents } from './egress.ts'
import { requestJson } from './request-json.ts'
import type { RestAccess } from './rest-access.ts'
import { type RestAnswer, readRestAnswer } from './rest-answer.ts'
import { restBudget } from './rest-budget.ts'
import { recordRestCall } from './rest-record.ts'

const usualTimeoutMs = 20_000
const maxAnswerBytes = 16 * 1024 * 1024

/**
 * One REST call, one attempt, within the portal's budget: a write must never be sent twice.
 */
export async function callRest(
  access: RestAccess,
  method: string,
  params: Record<string, unknown> = {},
): Promise<RestAnswer> {
  const admission = await admit(access, [method])
  return admission.ok ? sendRest(access, method, params) : { ...admission, time: null }
}

/** The same once the budget has let it through: tells the budget what the answer says of it. */
export async function sendRest(
  access: RestAccess,
  method: string,
  params: Record<string, unknown>,
): Promise<RestAnswer> {
  const budget = restBudget(access)
  const startedAt = budget.clock()
  const answer = await send(access, method, params)
  recordRestCall(access.portalId, {
    method,
    kind: answer.ok ? 'ok' : answer.failure.kind,
    outcome: answer.ok ? 'ok' : answer.failure.code,
    durationMs: budget.clock().getTime() - startedAt.getTime(),
    operatingMs: Math.round((answer.time?.operatingSeconds ?? 0) * 1_000),
    at: startedAt,
  })
  if (answer.ok) {
    if (answer.time) budget.record(method, answer.time)
  } else if (answer.failure.kind === 'query_limit') {
    budget.penalize()
  } else if (answer.failure.kind === 'operation_limit') {
    const retryAt = budget.block(method, answer.time?.resetInMs ?? null)
    return { ...answer, failure: { ...answer.failure, retryAt } }
  }
  return answer
}

async function send(access: RestAccess, method: string, params: Record<string, unknown>): Promise<RestAnswer> {
  const url = `${access.clientEndpoint}/${encodeURIComponent(method)}`
  const timeoutMs = access.timeoutMs ?? usualTimeoutMs
  try {
    const bounds = { agents: agents(access.allowPrivate), timeoutMs, maxAnswerBytes }
    const { status, body } = await requestJson(url, { json: { ...params, auth: access.accessToken } }, bounds)
    return readRestAnswer(status, body)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'NO_ANSWER'
    return { ok: false, failure: { kind: 'unreachable', code }, time: null }
  }
}

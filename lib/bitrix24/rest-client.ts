import 'server-only'
import { AjaxError, ApiVersion, B24OAuth } from '@bitrix24/b24jssdk'
import { admit } from './admit.ts'
import { agents } from './egress.ts'
import { readRefusalText } from './refusal-text.ts'
import type { Priority } from './request-queue.ts'
import { restBudget } from './rest-budget.ts'
import { type RestFailure, toRestFailure } from './rest-error.ts'
import { recordRestCall } from './rest-record.ts'
import { type RestTime, readTime } from './rest-time.ts'
import { wholeAnswer } from './whole-answer.ts'

/** Whose rights a call has, on which portal, and how urgent it is. */
export type RestAccess = {
  /** Null before the portal is stored: such calls are not logged. */
  readonly portalId: string | null
  /** Without trailing slash: the SDK adds one. */
  readonly clientEndpoint: string
  readonly accessToken: string
  readonly priority: Priority
  /** Whose share of the portal's budget it takes from; without it, the installation's own work. */
  readonly userId?: number
  /** How long the call may wait for the portal's budget; without it, as long as it takes. */
  readonly withinMs?: number
  /** The caller has taken it from the portal's budget already (`takeBudget`), to decide what to ask once it may. */
  readonly isPaid?: boolean
  /** How long the portal may take to answer; without it, as long as any call may. */
  readonly timeoutMs?: number
  readonly allowPrivate: boolean
}

/** The same for a portal that is stored. */
export type PortalAccess = RestAccess & { readonly portalId: string }

export type RestAnswer =
  | { readonly ok: true; readonly result: unknown; readonly total: number | null; readonly time: RestTime | null }
  | { readonly ok: false; readonly failure: RestFailure; readonly time: RestTime | null }

const usualTimeoutMs = 20_000
const maxAnswerBytes = 16 * 1024 * 1024

/**
 * One REST call, one attempt, within the portal's budget. The SDK's own limiter and retries are off: the budget is ours,
 * and a write must never be sent twice.
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
  const startedAt = new Date()
  const answer = await send(access, method, params)
  recordRestCall(access.portalId, {
    method,
    kind: answer.ok ? 'ok' : answer.failure.kind,
    outcome: answer.ok ? 'ok' : answer.failure.code,
    durationMs: Date.now() - startedAt.getTime(),
    operatingMs: Math.round((answer.time?.operatingSeconds ?? 0) * 1_000),
    at: startedAt,
  })
  const budget = restBudget(access)
  if (answer.ok) {
    if (answer.time) budget.note(method, answer.time)
  } else if (answer.failure.kind === 'query_limit') {
    budget.penalize()
  } else if (answer.failure.kind === 'operation_limit') {
    const retryAt = budget.block(method, answer.time?.resetInMs ?? null)
    return { ...answer, failure: { ...answer.failure, retryAt } }
  }
  return answer
}

async function send(access: RestAccess, method: string, params: Record<string, unknown>): Promise<RestAnswer> {
  try {
    const answer = await connect(access).actions.v2.call.make<unknown>({ method, params })
    if (!answer.isSuccess) {
      const [error] = [...answer.getErrors()]
      return failed(error)
    }
    const data = answer.getData() as { result?: unknown; total?: number; time?: unknown } | undefined
    const time = readTime(data?.time)
    if (data?.result === undefined) return { ok: false, failure: { kind: 'unreachable', code: 'NO_RESULT' }, time }
    return { ok: true, result: data.result, total: data.total ?? null, time }
  } catch (error) {
    return failed(error)
  }
}

function failed(error: unknown): RestAnswer {
  return { ok: false, failure: failureOf(error), time: readTime(errorBody(error)?.time) }
}

function failureOf(error: unknown): RestFailure {
  // A refresh that we declined (see `connect`) surfaces as an unknown error with ours inside.
  const original = error instanceof Error && 'originalError' in error ? error.originalError : undefined
  if (original instanceof TokenRefused) return { kind: 'token', code: 'EXPIRED_TOKEN' }
  if (error instanceof AjaxError) {
    const { description } = readRefusalText(errorBody(error))
    return toRestFailure(error.code, { status: error.status, description })
  }
  return { kind: 'unreachable', code: 'NO_ANSWER' }
}

/** The portal's answer inside the SDK's error: beside it stands the request with its token, so nothing else is looked at. */
function errorBody(error: unknown): { time?: unknown } | null {
  const original = error instanceof AjaxError ? error.originalError : null
  const response = original instanceof Error && 'response' in original ? original.response : null
  const data = isAnswer(response) ? response.data : null
  return typeof data === 'object' ? data : null
}

/** The door to `B24OAuth`: bounded, guarded, without redirects; it never refreshes by itself. */
function connect(access: RestAccess): B24OAuth {
  const { http, https } = agents(access.allowPrivate)
  const farFuture = Math.floor(Date.now() / 1000) + 86_400
  const client = new B24OAuth(
    {
      applicationToken: '',
      userId: 0,
      memberId: '',
      accessToken: access.accessToken,
      refreshToken: '',
      expires: farFuture,
      expiresIn: 86_400,
      scope: '',
      domain: new URL(access.clientEndpoint).host,
      clientEndpoint: access.clientEndpoint,
      serverEndpoint: '',
      status: 'F',
    } as unknown as ConstructorParameters<typeof B24OAuth>[0],
    { clientId: '', clientSecret: '' },
    {
      restrictionParams: {
        maxRetries: 1,
        rateLimit: { burstLimit: 1e6, drainRate: 1e6, adaptiveEnabled: false },
        adaptiveConfig: { enabled: false },
      } as unknown as NonNullable<ConstructorParameters<typeof B24OAuth>[2]>['restrictionParams'] & object,
    },
  )
  client.offClientSideWarning()
  client.setCustomRefreshAuth(() => Promise.reject(new TokenRefused()))
  const { defaults, interceptors } = client.getHttpClient(ApiVersion.v2).ajaxClient
  interceptors.response.use(complete, completeRefusal)
  Object.assign(defaults, {
    timeout: access.timeoutMs ?? usualTimeoutMs,
    maxRedirects: 0,
    proxy: false,
    maxContentLength: maxAnswerBytes,
    maxBodyLength: maxAnswerBytes,
    httpAgent: http,
    httpsAgent: https,
  })
  return client
}

function complete<Answer extends { data: unknown }>(answer: Answer): Answer {
  answer.data = wholeAnswer(answer.data)
  return answer
}

function completeRefusal(error: unknown): Promise<never> {
  if (error instanceof Error && 'response' in error && isAnswer(error.response)) complete(error.response)
  return Promise.reject(error)
}

function isAnswer(response: unknown): response is { data: unknown } {
  return typeof response === 'object' && response !== null && 'data' in response
}

/** Thrown in place of the SDK's refresh: tokens are renewed elsewhere, under a lease. */
class TokenRefused extends Error {}

import 'server-only'
import { newId } from '../platform/ids.ts'
import { describeError, log } from '../platform/log.ts'
import { count } from '../platform/metrics.ts'
import type { Refusal } from '../platform/refusal.ts'
import { countedReason } from '../platform/refusal-reasons.ts'
import type { PortalStanding } from '../portals/standing.ts'
import { asRefusal } from './as-refusal.ts'
import type { ProblemDocument, Route } from './contract.ts'
import { countRequests, type Handler } from './count-requests.ts'
import { leaveRequest } from './share-requests.ts'
import { standingBehind } from './standing-behind.ts'

/** The portal or the database does not answer: nobody knows until when. */
const usualRetrySeconds = '2'

const privateHeaders = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/** A request that came to nothing: declined, or, without a refusal, a bug with a number to quote. */
export type Failure = {
  readonly refusal: Refusal | null
  readonly requestId: string | null
  /** Why the portal is not available, where it is the portal that is not. */
  readonly standing?: PortalStanding | null
}

/**
 * Wraps a route: a refusal becomes its answer, and so does a bug, with status 500.
 * @param answer makes a problem document where nothing else is given.
 */
export function handle<Context>(
  route: Route,
  handler: Handler<Context>,
  answer: (request: Request, failure: Failure) => Response = (_, failure) => problemOf(failure),
): Handler<Context> {
  return countRequests(route, async (request, context) => {
    const requestId = newId()
    try {
      return keptPrivate(await handler(request, context))
    } catch (error) {
      const refusal = asRefusal(error)
      if (refusal) {
        logRefusal(refusal, { requestId, route })
      } else log().error({ requestId, route, err: describeError(error) }, 'failed')
      const standing = refusal && (await standingBehind(request, refusal))
      return keptPrivate(answer(request, { refusal, requestId, standing }))
    } finally {
      leaveRequest(request)
    }
  })
}

/** Logs and counts what is declined. A portal's own words, of which there are as many as a portal likes, count together. */
export function logRefusal({ code, reason }: Refusal, request: { requestId: string; route?: Route }): void {
  // A flood that is refused for being one would fill the log as well.
  const level = code === 'too_many_requests' ? 'debug' : 'info'
  log()[level]({ ...request, code, reason }, 'refused')
  count('spf_refusals_total', { code, reason: countedReason(code, reason) })
}

/** No answer is kept by anybody on the way. */
export function keptPrivate(response: Response): Response {
  for (const [name, value] of Object.entries(privateHeaders)) {
    if (!response.headers.has(name)) response.headers.set(name, value)
  }
  return response
}

function problemOf({ refusal, requestId, standing }: Failure): Response {
  if (!refusal) return problem({ status: 500, code: 'internal', requestId })
  const { status, code, details } = refusal
  return problem({ status, code, requestId, details, standing, retryAfter: retryAfter(refusal) })
}

/** When to come back, in whole seconds; null where coming back does not help. */
export function retryAfter({ status, retryAfterMs }: Refusal): string | null {
  if (retryAfterMs !== null) return String(Math.max(1, Math.ceil(retryAfterMs / 1_000)))
  return status === 503 || status === 429 ? usualRetrySeconds : null
}

type Problem = {
  status: number
  code: string
  requestId: string | null
  details?: Record<string, unknown>
  standing?: PortalStanding | null | undefined
  retryAfter?: string | null
}

/** A problem document (RFC 9457). The reason stays in the log: it would tell a stranger what to try next. */
function problem({ status, code, requestId, details = {}, standing, retryAfter = null }: Problem): Response {
  const title = code.replaceAll('_', ' ')
  const why: Pick<ProblemDocument, 'standing'> = standing ? { standing } : {}
  const document: ProblemDocument = { type: 'about:blank', title, status, code, requestId, ...details, ...why }
  return new Response(JSON.stringify(document), {
    status,
    headers: {
      'content-type': 'application/problem+json',
      ...(status === 401 && { 'www-authenticate': 'Bearer' }),
      ...(retryAfter !== null && { 'retry-after': retryAfter }),
    },
  })
}

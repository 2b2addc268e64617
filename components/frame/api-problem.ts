import type { ProblemDocument } from '#lib/http/contract.ts'
import type { PortalStanding } from '#lib/portals/standing.ts'
import type { WatchProblem } from '#lib/watches/watch.ts'
import { stateCodeOf } from './state-code.ts'

/** A declined or failed request: the server's problem document, or code `network` when no answer came. */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: string
  readonly requestId: string | null
  readonly problems: readonly WatchProblem[]
  /** Why the app cannot ask the portal, where that is the cause. */
  readonly standing: PortalStanding | null

  constructor(
    status: number,
    code: string,
    { requestId = null, problems = [], standing }: Partial<ProblemDocument> = {},
  ) {
    super(`${status} ${code}`)
    this.name = 'ApiProblem'
    this.status = status
    this.code = code
    this.requestId = requestId
    this.problems = problems
    this.standing = standing ?? null
  }
}

/** Whether the same may be answered in a moment, without anybody doing anything. */
export function isPassing(error: unknown): boolean {
  return error instanceof ApiProblem && (error.standing !== null || stateCodeOf(error.code) === 'unavailable')
}

/** Whether the same would be refused again, however often it is asked. */
export function isFinal(error: unknown): boolean {
  return error instanceof ApiProblem && [400, 403, 404, 409, 413, 422].includes(error.status)
}

/** What went wrong, as far as a person can be told. */
export function toProblem(error: unknown): ApiProblem {
  return error instanceof ApiProblem ? error : new ApiProblem(0, 'unknown')
}

/** Reads `application/problem+json`; an answer that is none (a proxy's page) keeps only its status. */
export async function readProblem(response: Response): Promise<ApiProblem> {
  const isJson = response.headers.get('content-type')?.includes('json') ?? false
  const body: Partial<ProblemDocument> = isJson ? await response.json().catch(() => ({})) : {}
  const fallback = response.status >= 500 ? 'unavailable' : 'unknown'
  return new ApiProblem(response.status, body.code ?? fallback, body)
}

import type { ProblemDocument } from '#lib/http/contract.ts'
import type { MessageKey } from '#lib/language/translate.ts'
import type { WatchProblem } from '#lib/watches/watch.ts'

/** A declined or failed request: the server's problem document, or code `network` when no answer came. */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: string
  readonly requestId: string | null
  readonly problems: readonly WatchProblem[]

  constructor(status: number, code: string, requestId: string | null = null, problems: readonly WatchProblem[] = []) {
    super(`${status} ${code}`)
    this.name = 'ApiProblem'
    this.status = status
    this.code = code
    this.requestId = requestId
    this.problems = problems
  }
}

/** Reads `application/problem+json`; an answer that is none (a proxy's page) keeps only its status. */
export async function readProblem(response: Response): Promise<ApiProblem> {
  const isJson = response.headers.get('content-type')?.includes('json') ?? false
  const body: Partial<ProblemDocument> = isJson ? await response.json().catch(() => ({})) : {}
  const fallback = response.status >= 500 ? 'unavailable' : 'unknown'
  return new ApiProblem(response.status, body.code ?? fallback, body.requestId ?? null, body.problems ?? [])
}

const texts: Readonly<Record<string, MessageKey>> = {
  malformed: 'error.malformed',
  unauthorized: 'error.unauthorized',
  admin_only: 'error.admin_only',
  not_watchable: 'error.not_watchable',
  too_many_requests: 'error.too_many_requests',
  unavailable: 'error.unavailable',
  network: 'error.network',
}

/** The text for a problem's code. */
export function problemText(code: string): MessageKey {
  return texts[code] ?? 'error.unknown'
}

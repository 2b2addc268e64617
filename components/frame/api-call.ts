import type { Answer, JsonRoute, Route, Takes } from '#lib/http/contract.ts'
import { ApiProblem, readProblem } from './api-problem.ts'
import { readAnswer } from './read-answer.ts'
import { type Named, routeAddress } from './route-address.ts'
import type { SessionSource } from './session-source.ts'

type Fetching = {
  readonly signal?: AbortSignal
  /** Goes on when the page is left. */
  readonly keepalive?: true
}

type ApiRequest<R extends Route> = Takes<R> & Fetching

/** A request may be left out where the route needs nothing to be said. */
type Asked<R extends Route> = Partial<ApiRequest<R>> extends ApiRequest<R> ? [asked?: ApiRequest<R>] : [ApiRequest<R>]

/** The server's API with the frame's session. `send` returns an ok answer as it is, `read` its JSON. */
export type Api = {
  /** Begins a reading that the next `read` of the same takes over, so that nothing has to wait for its code. */
  ahead<R extends JsonRoute>(route: R, ...asked: Asked<R>): void
  send<R extends Route>(route: R, ...asked: Asked<R>): Promise<Response>
  read<R extends JsonRoute>(route: R, ...asked: Asked<R>): Promise<Answer<R>>
}

/** A request to any route. */
type Sent = Named &
  Fetching & {
    readonly body?: unknown
    readonly headers?: Readonly<Record<string, string>>
  }

function toInit(route: Route, token: string, { body, signal, keepalive, headers }: Sent): RequestInit {
  return {
    method: route.slice(0, route.indexOf(' ')),
    cache: 'no-store',
    headers: {
      ...headers,
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
    ...(keepalive === undefined ? {} : { keepalive }),
  }
}

async function request(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init)
  } catch (error) {
    if (init.signal?.aborted) throw error
    throw new ApiProblem(0, 'network')
  }
}

/**
 * A 401 renews the session once and asks again.
 * @throws ApiProblem for every other answer that is not 2xx, and StateError when the session cannot be had.
 */
export function createApi(sessions: SessionSource): Api {
  async function send(route: Route, asked: Sent = {}): Promise<Response> {
    const address = routeAddress(route, asked)
    const session = await sessions.get()
    const first = await request(address, toInit(route, session.token, asked))
    if (first.ok) return first
    if (first.status !== 401) throw await readProblem(first)
    const renewed = await sessions.renew()
    const second = await request(address, toInit(route, renewed.token, asked))
    if (second.ok) return second
    throw await readProblem(second)
  }
  const begun = new Map<string, Promise<Response>>()
  const keyOf = (route: Route, asked: Sent) => `${route} ${routeAddress(route, asked)}`

  async function read<R extends JsonRoute>(route: R, asked: Sent = {}): Promise<Answer<R>> {
    const key = keyOf(route, asked)
    const early = begun.get(key)
    begun.delete(key)
    const response = await (early ?? send(route, asked))
    asked.signal?.throwIfAborted()
    return readAnswer(route, response)
  }

  function ahead(route: Route, asked: Sent = {}): void {
    const response = send(route, asked)
    // Whoever reads it hears of the failure.
    response.catch(() => undefined)
    begun.set(keyOf(route, asked), response)
  }

  return { send, read, ahead }
}

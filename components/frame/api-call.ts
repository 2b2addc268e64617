import { ApiProblem, readProblem } from './api-problem.ts'
import type { SessionSource } from './session-source.ts'

export type ApiRequest = {
  readonly method?: 'GET' | 'PUT' | 'POST'
  readonly body?: unknown
  readonly signal?: AbortSignal
  readonly headers?: Readonly<Record<string, string>>
}

/** The server's API with the frame's session. `send` returns an ok answer as it is, `read` its JSON. */
export type Api = {
  /** Begins a reading that the next `read` of the same path takes over, so that nothing has to wait for its code. */
  ahead(path: string): void
  send(path: string, request?: ApiRequest): Promise<Response>
  read<T>(path: string, request?: ApiRequest): Promise<T>
}

function toInit(token: string, { method = 'GET', body, signal, headers }: ApiRequest): RequestInit {
  return {
    method,
    cache: 'no-store',
    headers: {
      ...headers,
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  }
}

async function request(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init)
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
  async function send(path: string, options: ApiRequest = {}): Promise<Response> {
    const session = await sessions.get()
    const first = await request(path, toInit(session.token, options))
    if (first.ok) return first
    if (first.status !== 401) throw await readProblem(first)
    const renewed = await sessions.renew()
    const second = await request(path, toInit(renewed.token, options))
    if (second.ok) return second
    throw await readProblem(second)
  }
  const begun = new Map<string, Promise<Response>>()

  async function read<T>(path: string, options: ApiRequest = {}): Promise<T> {
    const early = begun.get(path)
    begun.delete(path)
    const response = await (early ?? send(path, options))
    options.signal?.throwIfAborted()
    return response.json()
  }

  function ahead(path: string): void {
    const response = send(path)
    // Whoever reads it hears of the failure.
    response.catch(() => undefined)
    begun.set(path, response)
  }

  return { send, read, ahead }
}

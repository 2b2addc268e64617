import type { IncomingMessage, ServerResponse } from 'node:http'
import { ZodError } from 'zod'
import { readBody, sendJson } from './http-exchange.ts'

export type RouteCall = {
  params: Record<string, string>
  query: URLSearchParams
  body: unknown
  request: IncomingMessage
  response: ServerResponse
}

/** An answer; undefined when the handler has written its own. */
export type RouteAnswer = { status: number; body: object } | undefined
export type RouteHandler = (call: RouteCall) => Promise<RouteAnswer> | RouteAnswer
export type Routes = Record<string, RouteHandler>

export class RouteError extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export const ok = (body: object = {}): RouteAnswer => ({ status: 200, body })
export const created = (body: object): RouteAnswer => ({ status: 201, body })

/** Answers a request from a table of `METHOD /path/:name` routes; JSON in, JSON out. */
export async function serveRoutes(routes: Routes, path: string, request: IncomingMessage, response: ServerResponse) {
  const url = new URL(path, 'http://route')
  try {
    const found = match(routes, request.method ?? 'GET', url.pathname)
    if (!found) throw new RouteError(404, `no route ${request.method} ${url.pathname}`)
    const text = await readBody(request)
    const body: unknown = text === '' ? {} : JSON.parse(text)
    const answer = await found.handler({ params: found.params, query: url.searchParams, body, request, response })
    if (answer) sendJson(response, answer.status, answer.body)
  } catch (error) {
    sendJson(response, statusOf(error), { error: error instanceof Error ? error.message : 'failed' })
  }
}

function statusOf(error: unknown): number {
  if (error instanceof RouteError) return error.status
  return error instanceof ZodError || error instanceof SyntaxError ? 400 : 409
}

function match(routes: Routes, method: string, path: string) {
  const parts = path.replace(/\/+$/, '').split('/')
  for (const [pattern, handler] of Object.entries(routes)) {
    const [wantedMethod, wantedPath = ''] = pattern.split(' ')
    const wanted = wantedPath.split('/')
    if (wantedMethod !== method || wanted.length !== parts.length) continue
    const params: Record<string, string> = {}
    const fits = wanted.every((step, position) => {
      const part = decodeURIComponent(parts[position] ?? '')
      if (!step.startsWith(':')) return step === part
      params[step.slice(1)] = part
      return part !== ''
    })
    if (fits) return { handler, params }
  }
  return null
}

import 'server-only'
import { count, shift, startTimer } from '../platform/metrics.ts'
import type { Route } from './contract.ts'

export type Handler<Context> = (request: Request, context: Context) => Promise<Response> | Response

/** Counts what a route is asked: how often, how it ends, how long that takes, and how much of it is under way. */
export function countRequests<Context>(
  route: Route,
  handler: Handler<Context>,
): (request: Request, context: Context) => Promise<Response> {
  return async (request, context) => {
    const end = beginRequest(route)
    let status = 500
    try {
      const response = await handler(request, context)
      ;({ status } = response)
      return response
    } finally {
      end(status)
    }
  }
}

/** @returns how to say that it is over, and with which status. */
export function beginRequest(route: Route | 'pages' | 'assets'): (status: number) => void {
  shift('spf_http_open', { route }, 1)
  const stop = startTimer('spf_http_seconds', { route })
  return (status) => {
    stop()
    shift('spf_http_open', { route }, -1)
    count('spf_http_requests_total', { route, status: classOf(status) })
  }
}

function classOf(status: number): '2xx' | '3xx' | '4xx' | '5xx' {
  if (status < 300) return '2xx'
  if (status < 400) return '3xx'
  return status < 500 ? '4xx' : '5xx'
}

import 'server-only'
import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { beginRequest } from './count-requests.ts'

/** Counts what Next answers by itself, which passes no route of ours: each server of this process tells of its requests. */
export function countPages(): void {
  subscribe('http.server.request.start', (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse }
    const { url = '' } = request
    if (url.startsWith('/api/')) return
    const end = beginRequest(url.startsWith('/_next/') ? 'assets' : 'pages')
    // Also of a request that is broken off, which is nobody's error.
    response.once('close', () => end(response.statusCode))
  })
}

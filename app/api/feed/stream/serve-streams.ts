import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Route } from '#lib/http/contract.ts'
import { takeStream } from '#lib/live/answer-stream.ts'
import { writeStream } from '#lib/live/write-stream.ts'
import { GET } from './route.ts'

const route: Route = 'GET /api/feed/stream'
const [, path = ''] = route.split(' ')

/**
 * Answers the streams of each server of this process itself, before Next sees them: what Next keeps of a request while it is answered,
 * its web streams and the pipe between them is ten times what a stream needs, and a stream is open for a quarter of an hour.
 */
export function serveStreams(): void {
  const served = new WeakSet<Server>()
  // Next does not hand out its server; the first request names it, before anybody is told of the request.
  subscribe('http.server.request.start', (message) => {
    const { server } = message as { server: Server }
    if (served.has(server)) return
    served.add(server)
    const others = server.listeners('request')
    server.removeAllListeners('request')
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      if (isOpening(request)) answer(request, response).catch(() => response.destroy())
      else for (const other of others) other.call(server, request, response)
    })
  })
}

function isOpening({ method, url = '' }: IncomingMessage): boolean {
  return method === 'GET' && (url === path || url.startsWith(`${path}?`))
}

async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const leaving = new AbortController()
  const leave = () => leaving.abort()
  response.once('close', leave)
  const { head, stream } = await takeStream(requestOf(incoming, leaving.signal), (request) => GET(request, undefined))
  response.off('close', leave)
  response.writeHead(head.status, Object.fromEntries(head.headers))
  if (stream) writeStream(stream, response)
  else response.end(await head.text())
}

/** What the route reads of a request. */
function requestOf({ url, headers }: IncomingMessage, signal: AbortSignal): Request {
  const read = ['authorization', 'last-event-id'].flatMap((name): [string, string][] => {
    const value = headers[name]
    return typeof value === 'string' ? [[name, value]] : []
  })
  return new Request(new URL(url ?? '', 'http://localhost'), { headers: read, signal })
}

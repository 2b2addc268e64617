import { readdirSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import path from 'node:path'
import { Readable } from 'node:stream'
import type { ReadableStream as WebStream } from 'node:stream/web'
import { parentPort } from 'node:worker_threads'
import { startJobs } from '#lib/jobs/start-jobs.ts'
import { recordRemoteAddresses } from '#lib/platform/remote-address.ts'
import { serveStreams } from '../../app/api/feed/stream/serve-streams.ts'
import type { ThreadCall } from './thread-app.ts'

// One instance of the app as a thread: its own route handlers and background work, served without Next. See thread-app.ts.

type Route = Partial<Record<string, (request: Request, context: object) => Promise<Response>>>

const API = path.resolve(import.meta.dirname, '../../app/api')

async function loadRoutes(): Promise<Map<string, Route>> {
  const files = readdirSync(API, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('route.ts'))
  const loaded = files.map(
    async (file): Promise<[string, Route]> => [`/api/${path.dirname(file)}`, await import(path.join(API, file))],
  )
  return new Map(await Promise.all(loaded))
}

function toRequest(incoming: IncomingMessage, response: ServerResponse): Request {
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value))
  const init = { method: incoming.method ?? 'GET', headers, signal: gone.signal }
  const url = `http://${incoming.headers.host}${incoming.url}`
  if (init.method === 'GET' || init.method === 'HEAD') return new Request(url, init)
  return new Request(url, { ...init, body: Readable.toWeb(incoming) as ReadableStream, duplex: 'half' } as RequestInit)
}

async function answer(routes: Map<string, Route>, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const request = toRequest(incoming, response)
  const handler = routes.get(new URL(request.url).pathname)?.[request.method]
  const answered = handler ? await handler(request, {}) : new Response(null, { status: 404 })
  response.writeHead(answered.status, Object.fromEntries(answered.headers))
  response.flushHeaders()
  if (answered.body === null) return void response.end()
  const body = Readable.fromWeb(answered.body as WebStream)
  // A reader that leaves in the middle of a stream is everyday life.
  body.on('error', () => response.destroy())
  response.on('close', () => body.destroy())
  body.pipe(response)
}

const port = Number(process.env.PORT)
const routes = await loadRoutes()
recordRemoteAddresses()
serveStreams()
await startJobs()
const server = createServer((incoming, response) => {
  answer(routes, incoming, response).catch(() => response.destroy())
})
server.listen(port, '127.0.0.1', () => parentPort?.postMessage('listening'))

/** Runs one verb of `lib` in this instance: what a timer would do sooner or later. */
parentPort?.on('message', async ({ id, file, verb, args }: ThreadCall) => {
  try {
    const loaded = await import(path.resolve(import.meta.dirname, '../..', file))
    parentPort?.postMessage({ id, result: await loaded[verb](...args) })
  } catch (error) {
    parentPort?.postMessage({ id, error: String(error) })
  }
})

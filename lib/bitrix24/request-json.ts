import 'server-only'
import { once } from 'node:events'
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { Agents } from './egress.ts'

/** `body` is undefined where no JSON came. */
export type JsonAnswer = { readonly status: number; readonly body: unknown }

/** What is posted: a form, or JSON. */
export type Posted = { readonly form: Record<string, string> } | { readonly json: Record<string, unknown> }

export type Bounds = { readonly agents: Agents; readonly timeoutMs: number; readonly maxAnswerBytes: number }

/**
 * One POST, one attempt, one JSON answer; no redirect is followed.
 * @throws Error when nothing, too much, or half an answer arrives within `timeoutMs`. Neither its message nor its `code` holds what
 *   was posted.
 */
export async function requestJson(url: string, posted: Posted, bounds: Bounds): Promise<JsonAnswer> {
  const signal = AbortSignal.timeout(bounds.timeoutMs)
  try {
    const request = post(url, posted, { agents: bounds.agents, signal })
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    const text = await readText(response, bounds.maxAnswerBytes)
    return { status: response.statusCode ?? 0, body: parse(text) }
  } catch (error) {
    if (!signal.aborted) throw error
    throw Object.assign(new Error(`No answer within ${bounds.timeoutMs} ms.`), { code: 'REQUEST_TIMEOUT' })
  }
}

function post(url: string, posted: Posted, { agents, signal }: { agents: Agents; signal: AbortSignal }): ClientRequest {
  const secure = url.startsWith('https:')
  const [type, body] =
    'form' in posted
      ? ['application/x-www-form-urlencoded', new URLSearchParams(posted.form).toString()]
      : ['application/json', JSON.stringify(posted.json)]
  const request = (secure ? httpsRequest : httpRequest)(url, {
    method: 'POST',
    agent: secure ? agents.https : agents.http,
    signal,
    headers: {
      'content-type': type,
      'content-length': Buffer.byteLength(body),
      accept: 'application/json',
      'accept-encoding': 'gzip',
      'user-agent': 'smart-process-feed/1',
    },
  })
  // What breaks after the answer has begun is told by the answer; here it would be nobody's and end the process.
  request.on('error', () => {})
  return request.end(body)
}

async function readText(response: IncomingMessage, maxBytes: number): Promise<string> {
  const isPacked = response.headers['content-encoding'] === 'gzip'
  const stream = isPacked ? pipeline(response, createGunzip(), () => {}) : response
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > maxBytes) throw new Error('The answer is too large.')
    chunks.push(chunk)
  }
  // Unlike Buffer's, it leaves out a byte order mark, with which a box may begin.
  return new TextDecoder().decode(Buffer.concat(chunks))
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

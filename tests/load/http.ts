import { Agent, type IncomingMessage, request } from 'node:http'

export type Sent = {
  method?: 'GET' | 'POST' | 'PUT'
  headers?: Record<string, string>
  body?: string
}

export type Answer = {
  status: number
  /** As it came over the wire: compressed where that was asked for. */
  bytes: number
  body: string
}

/** Keeps its connections open, as many as are needed at a time. */
const keepAlive = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY })

/** Sends one request and reads the whole answer. @throws Error for any status but 200, with what the answer says. */
export async function send(url: string, { method = 'GET', headers = {}, body = '' }: Sent = {}): Promise<Answer> {
  const response = await open(url, { method, headers, body })
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  const whole = Buffer.concat(chunks)
  const answer = { status: response.statusCode ?? 0, bytes: whole.length, body: whole.toString('utf8') }
  if (answer.status !== 200) throw new Error(`${method} ${url}: ${answer.status} ${answer.body.slice(0, 300)}`)
  return answer
}

/** Sends one request and hands out the answer as soon as its head is there. */
export function open(url: string, { method = 'GET', headers = {}, body = '' }: Sent): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const length = body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const sent = request(url, { method, agent: keepAlive, headers: { ...headers, ...length } }, resolve)
  sent.once('error', reject)
  sent.end(body)
  return promise
}

export function form(fields: Record<string, string>): Sent {
  const body = new URLSearchParams(fields).toString()
  return { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body }
}

export function json(method: 'POST' | 'PUT', value: unknown, headers: Record<string, string> = {}): Sent {
  return { method, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) }
}

export function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` }
}

import { once } from 'node:events'
import { request } from 'node:http'

/** Sends exactly these bytes, also where the app answers before they have all arrived. @returns the status, 0 for none. */
export function sendRaw(
  url: string,
  chunks: Iterable<Buffer | string>,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: string; bytesSent: number }> {
  const { promise, resolve } = Promise.withResolvers<{ status: number; body: string; bytesSent: number }>()
  const stopping = new AbortController()
  let bytesSent = 0
  const end = (status: number, body: string) => {
    stopping.abort()
    resolve({ status, body, bytesSent })
    sent.destroy()
  }
  let isAnswered = false
  const sent = request(url, { method: 'POST', headers, agent: false }, (response) => {
    isAnswered = true
    let body = ''
    response.on('data', (chunk: Buffer) => {
      body += chunk.toString('latin1')
    })
    response.on('close', () => end(response.statusCode ?? 0, body))
    response.on('error', () => {})
  })
  sent.on('error', () => {
    if (!isAnswered) end(0, '')
  })
  const write = async () => {
    for (const chunk of chunks) {
      if (stopping.signal.aborted) return
      bytesSent += Buffer.byteLength(chunk)
      if (!sent.write(chunk)) await once(sent, 'drain', { signal: stopping.signal })
    }
    sent.end()
  }
  // Stopped where the answer came first.
  write().catch(() => {})
  return promise
}

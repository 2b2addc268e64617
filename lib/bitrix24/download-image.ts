import 'server-only'
import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { agents } from './egress.ts'
import { imageTypeOf } from './image-type.ts'

export type Image = { readonly type: string; readonly bytes: Uint8Array<ArrayBuffer> }

const timeoutMs = 5_000
const maxBytes = 2 * 1024 * 1024

/** One GET through the guarded agents, without a token; no redirect is followed. Null for whatever is no picture of a sensible size. */
export async function downloadImage(url: string, allowPrivate: boolean): Promise<Image | null> {
  const signal = AbortSignal.timeout(timeoutMs)
  const isSecure = url.startsWith('https:')
  const { http, https } = agents(allowPrivate)
  const headers = { accept: 'image/*', 'user-agent': 'smart-process-feed/1' }
  try {
    const request = isSecure
      ? httpsRequest(url, { agent: https, signal, headers })
      : httpRequest(url, { agent: http, signal, headers })
    request.on('error', () => {})
    const [response] = (await once(request.end(), 'response', { signal })) as [IncomingMessage]
    const bytes = response.statusCode === 200 ? await readBytes(response) : null
    if (bytes === null) response.destroy()
    const type = bytes && imageTypeOf(bytes)
    return bytes && type ? { type, bytes } : null
  } catch {
    return null
  }
}

async function readBytes(response: IncomingMessage): Promise<Uint8Array<ArrayBuffer> | null> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > maxBytes) return null
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}

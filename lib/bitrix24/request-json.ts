import 'server-only'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Agents } from './egress.ts'

export type JsonAnswer = { readonly status: number; readonly body: unknown }

const maxAnswerBytes = 256 * 1024

/**
 * One POST of form fields, one JSON answer; no redirect is followed.
 * @throws Error when nothing, too much, or no JSON arrives within `timeoutMs`. The message never holds the body.
 */
export function requestJson(
  url: string,
  fields: Record<string, string>,
  { agents, timeoutMs }: { agents: Agents; timeoutMs: number },
): Promise<JsonAnswer> {
  const secure = url.startsWith('https:')
  return new Promise((resolve, reject) => {
    const body = new URLSearchParams(fields).toString()
    const request = (secure ? httpsRequest : httpRequest)(url, {
      method: 'POST',
      agent: secure ? agents.https : agents.http,
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': Buffer.byteLength(body),
        accept: 'application/json',
        'user-agent': 'smart-process-feed/1',
      },
    })
    request.on('error', reject)
    request.on('response', (response) => {
      const chunks: Buffer[] = []
      let bytes = 0
      response.on('error', reject)
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes > maxAnswerBytes) request.destroy(new Error('The answer is too large.'))
        else chunks.push(chunk)
      })
      response.on('end', () => {
        try {
          resolve({ status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString('utf8')) })
        } catch {
          reject(new Error(`The answer with status ${response.statusCode} is not JSON.`))
        }
      })
    })
    request.end(body)
  })
}

import { Refusal } from '../platform/refusal.ts'

/**
 * The request's body as text, of at most `maxBytes`; what is longer is not read to its end.
 * @throws Refusal `too_large`, or `malformed` for broken UTF-8.
 */
export async function readBody(request: Request, maxBytes: number): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw new Refusal('too_large', 'content_length')
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) throw new Refusal('too_large', 'body')
    chunks.push(chunk)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch {
    throw new Refusal('malformed', 'not_utf8')
  }
}

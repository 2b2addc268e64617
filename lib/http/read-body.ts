import { Refusal } from '../platform/refusal.ts'

/**
 * The request's body as text, of at most `maxBytes`; what is longer is not read to its end.
 * @throws Refusal `too_large`, or `malformed` for broken UTF-8.
 */
async function readBody(request: Request, maxBytes: number): Promise<string> {
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

const formType = 'application/x-www-form-urlencoded'

/** @throws Refusal `unsupported_media_type` for anything but a form. */
export async function readFormText(request: Request, maxBytes: number): Promise<string> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== formType) throw new Refusal('unsupported_media_type', type ?? 'none')
  return readBody(request, maxBytes)
}

/** @throws Refusal for a body that is too large or no JSON. */
export async function readJson(request: Request, maxBytes: number): Promise<unknown> {
  try {
    return JSON.parse(await readBody(request, maxBytes))
  } catch (error) {
    if (error instanceof SyntaxError) throw new Refusal('malformed', 'not_json')
    throw error
  }
}

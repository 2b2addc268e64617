import { Refusal } from '../platform/refusal.ts'
import { readBody } from './read-body.ts'

const formType = 'application/x-www-form-urlencoded'

/** @throws Refusal `unsupported_media_type` for anything but a form. */
export async function readFormText(request: Request, maxBytes: number): Promise<string> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== formType) throw new Refusal('unsupported_media_type', type ?? 'none')
  return readBody(request, maxBytes)
}

import { Refusal } from '../platform/refusal.ts'
import { readBody } from './read-body.ts'

/** @throws Refusal for a body that is too large or no JSON. */
export async function readJson(request: Request, maxBytes: number): Promise<unknown> {
  try {
    return JSON.parse(await readBody(request, maxBytes))
  } catch (error) {
    if (error instanceof SyntaxError) throw new Refusal('malformed', 'not_json')
    throw error
  }
}

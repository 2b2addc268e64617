import type { Answer, JsonRoute } from '#lib/http/contract.ts'

/**
 * The JSON of an ok answer, as the contract has it: the server is ours, and of the same release.
 * @throws SyntaxError where something on the way answered in its place.
 */
export function readAnswer<R extends JsonRoute>(_: R, response: Response): Promise<Answer<R>> {
  return response.json()
}

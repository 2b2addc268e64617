import type { Preferences } from '#lib/preferences/preferences.ts'
import type { Api } from './api-call.ts'
import { ApiProblem } from './api-problem.ts'

/**
 * What the viewer has saved. Beside this version an instance of the one before may still answer: what it leaves out must not pass for
 * never saved, and then be saved that way.
 * @throws ApiProblem `unavailable` for such an answer: a later one is whole.
 */
export async function readPreferences(api: Api): Promise<Preferences> {
  const preferences = await api.read('GET /api/preferences')
  if (!('filter' in preferences)) throw new ApiProblem(503, 'unavailable')
  return preferences
}

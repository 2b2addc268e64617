import type { Api } from '#components/frame/api-call.ts'
import type { Query } from '#lib/http/contract.ts'
import { withPeople } from './filter-names.ts'
import { FreshQuestions } from './fresh-questions.ts'
import { knownNames, learn } from './names-store.ts'

const questions = new FreshQuestions()

/** Learns people's names: whoever is not told of may be a moment later, but is not asked about with each letter. */
export function learnPeople(api: Api, query: Query<'GET /api/people'>): Promise<void> {
  return questions.ask(JSON.stringify(query), async () => {
    const { people } = await api.read('GET /api/people', { query })
    learn(withPeople(knownNames(), people))
  })
}

import type { Api } from '#components/frame/api-call.ts'
import { withPipelines } from './filter-names.ts'
import { FreshQuestions } from './fresh-questions.ts'
import { knownNames, learn } from './names-store.ts'

const questions = new FreshQuestions()

/** Learns the pipelines of a type, or of all that the viewer is told of, in the CRM's own order. */
export function learnPipelines(api: Api, entityTypeId: number | undefined): Promise<void> {
  return questions.ask(String(entityTypeId), async () => {
    const query = entityTypeId === undefined ? {} : { entityTypeId }
    const { pipelines } = await api.read('GET /api/pipelines', { query })
    learn(withPipelines(knownNames(), pipelines))
  })
}

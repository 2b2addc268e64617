import { answerJson } from '#lib/http/answer-json.ts'
import { commit, version } from '#lib/platform/version.ts'

/** The process lives, and of which release it is. */
export const GET = answerJson('GET /api/health', async () => ({ status: 'ok', version, commit }))

import { answerJson } from '#lib/http/answer-json.ts'

/** The process lives. */
export const GET = answerJson('GET /api/health', async () => ({ status: 'ok' }))

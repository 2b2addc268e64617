import { answerJson } from '#lib/http/answer-json.ts'
import { checkReady } from '#lib/http/check-ready.ts'

/** May this instance get traffic? */
export const GET = answerJson(
  'GET /api/ready',
  async () => {
    const notReady = await checkReady()
    return { status: notReady.length === 0 ? 'ready' : 'not_ready', notReady }
  },
  ({ status }) => (status === 'ready' ? 200 : 503),
)

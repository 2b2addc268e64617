import { replayReceipts } from '#lib/confirmation/replay-receipts.ts'
import { answerJson } from '#lib/http/answer-json.ts'
import { parseItemQuestion } from '#lib/http/diagnostics-query.ts'
import { readJson } from '#lib/http/read-json.ts'
import { withAdmin } from '#lib/http/with-admin.ts'

/** Has receipts that wait or were set aside looked at again: of the item in the body, or of the whole portal for `{}`. */
export const POST = answerJson('POST /api/diagnostics/replay', async (request) => {
  const { portalId } = await withAdmin(request)
  const item = parseItemQuestion(await readJson(request, 4 * 1024))
  return { replayed: await replayReceipts(portalId, item) }
})

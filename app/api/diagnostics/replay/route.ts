import { replayReceipts } from '#lib/confirmation/replay-receipts.ts'
import { parseItemQuestion } from '#lib/http/diagnostics-query.ts'
import { handle } from '#lib/http/handle.ts'
import { readJson } from '#lib/http/read-json.ts'
import { withAdmin } from '#lib/http/with-viewer.ts'

/** Has receipts that wait or were set aside looked at again: of the item in the body, or of the whole portal for `{}`. */
export const POST = handle('diagnostics/replay', async (request) => {
  const { portalId } = await withAdmin(request)
  const item = parseItemQuestion(await readJson(request, 4 * 1024))
  return Response.json({ replayed: await replayReceipts(portalId, item) })
})

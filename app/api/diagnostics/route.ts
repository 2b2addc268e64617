import { answerJson } from '#lib/http/answer-json.ts'
import { parseDiagnosticsQuery } from '#lib/http/diagnostics-query.ts'
import { withAdmin } from '#lib/http/with-admin.ts'
import { diagnose } from '#lib/insight/diagnose.ts'
import { systemClock } from '#lib/platform/clock.ts'

/** How the app stands on this portal and, for `entityTypeId` and `itemId`, why that item is in the feed or not, and whether `userId` sees it. */
export const GET = answerJson('GET /api/diagnostics', async (request) => {
  const admin = await withAdmin(request)
  return diagnose(admin, parseDiagnosticsQuery(request), systemClock)
})

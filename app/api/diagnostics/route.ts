import { answerJson } from '#lib/http/answer-json.ts'
import { parseItemQuestion } from '#lib/http/diagnostics-query.ts'
import { withAdmin } from '#lib/http/with-admin.ts'
import { diagnose } from '#lib/insight/diagnose.ts'
import { systemClock } from '#lib/platform/clock.ts'

/** How the app stands on this portal and, for `entityTypeId` and `itemId`, why that item is in the feed or not. */
export const GET = answerJson('GET /api/diagnostics', async (request) => {
  const admin = await withAdmin(request)
  const item = parseItemQuestion(Object.fromEntries(new URL(request.url).searchParams))
  return diagnose(admin, item, systemClock)
})

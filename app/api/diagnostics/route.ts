import { parseItemQuestion } from '#lib/http/diagnostics-query.ts'
import { handle } from '#lib/http/handle.ts'
import { withAdmin } from '#lib/http/with-viewer.ts'
import { diagnose } from '#lib/insight/diagnose.ts'
import { systemClock } from '#lib/platform/clock.ts'

/** How the app stands on this portal and, for `entityTypeId` and `itemId`, why that item is in the feed or not. */
export const GET = handle('diagnostics', async (request) => {
  const admin = await withAdmin(request)
  const item = parseItemQuestion(Object.fromEntries(new URL(request.url).searchParams))
  return Response.json(await diagnose(admin, item, systemClock))
})

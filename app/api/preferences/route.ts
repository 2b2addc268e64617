import { answerJson } from '#lib/http/answer-json.ts'
import { limitViewer } from '#lib/http/limit-viewer.ts'
import { readJson } from '#lib/http/read-json.ts'
import { withViewer } from '#lib/http/with-viewer.ts'
import { Refusal } from '#lib/platform/refusal.ts'
import { changesSchema } from '#lib/preferences/preferences-schema.ts'
import { readPreferences } from '#lib/preferences/read-preferences.ts'
import { savePreferences } from '#lib/preferences/save-preferences.ts'

const maxBytes = 64 * 1024

export const GET = answerJson('GET /api/preferences', async (request) => {
  const { portalId, userId } = await withViewer(request)
  return readPreferences(portalId, userId)
})

export const PUT = answerJson('PUT /api/preferences', async (request) => {
  const viewer = await withViewer(request)
  await limitViewer(viewer, 'writes')
  const changes = changesSchema.safeParse(await readJson(request, maxBytes))
  if (!changes.success) throw new Refusal('malformed', 'preferences')
  return savePreferences(viewer, changes.data)
})

import { handle } from '#lib/http/handle.ts'
import { withAdmin } from '#lib/http/with-viewer.ts'
import { bindEvents } from '#lib/installations/bind-events.ts'

/** Binds the events that are missing and takes stale bindings away, with the admin's own token. */
export const POST = handle('diagnostics/bindings', async (request) => {
  await bindEvents(await withAdmin(request))
  return new Response(null, { status: 204 })
})

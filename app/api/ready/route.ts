import { checkReady } from '#lib/http/check-ready.ts'
import { handle } from '#lib/http/handle.ts'

/** May this instance get traffic? */
export const GET = handle('ready', async () => {
  const notReady = await checkReady()
  const status = notReady.length === 0 ? 'ready' : 'not_ready'
  return Response.json({ status, notReady }, { status: notReady.length === 0 ? 200 : 503 })
})

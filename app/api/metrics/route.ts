import { handle } from '#lib/http/handle.ts'
import { readMetrics, requireMetricsToken } from '#lib/http/read-metrics.ts'

/** For the operator's Prometheus. */
export const GET = handle('metrics', async (request) => {
  requireMetricsToken(request)
  const { text, contentType } = await readMetrics()
  return new Response(text, { headers: { 'content-type': contentType } })
})

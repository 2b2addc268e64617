import { handle } from '#lib/http/handle.ts'
import { readMetrics } from '#lib/http/read-metrics.ts'
import { requireMetricsToken } from '#lib/http/require-metrics-token.ts'

/** For the operator's Prometheus. */
export const GET = handle('GET /api/metrics', async (request) => {
  requireMetricsToken(request)
  const { text, contentType } = await readMetrics()
  return new Response(text, { headers: { 'content-type': contentType } })
})

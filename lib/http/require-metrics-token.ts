import 'server-only'
import { equalDigests } from '../platform/crypto.ts'
import { env } from '../platform/env.ts'
import { Refusal } from '../platform/refusal.ts'

/**
 * Who asks for the metrics is the operator.
 * @throws Refusal `not_found` where the operator wants none, `unauthorized` without the operator's token.
 */
export function requireMetricsToken(request: Request): void {
  const { metricsToken } = env()
  if (metricsToken === null) throw new Refusal('not_found', 'no_metrics')
  const token = /^Bearer (\S+)$/.exec(request.headers.get('authorization') ?? '')?.[1] ?? ''
  if (!equalDigests(token, metricsToken)) throw new Refusal('unauthorized', 'metrics_token')
}

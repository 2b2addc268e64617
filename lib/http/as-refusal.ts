import 'server-only'
import { ownShareCode } from '../bitrix24/take-budget.ts'
import { isDatabaseDown } from '../db/is-database-down.ts'
import { describeError, log } from '../platform/log.ts'
import { isRefusal, Refusal } from '../platform/refusal.ts'

/** A viewer's share of a portal's requests grows by one a second, so that there is room for some by then. */
const ownShareRetryMs = 5_000

/** The refusal that an error is or stands for, null for a bug. A database that is gone is nobody's fault: come back later. */
export function asRefusal(error: unknown): Refusal | null {
  if (isRefusal(error)) return error.reason === ownShareCode ? ownShareRefusal() : error
  if (!isDatabaseDown(error)) return null
  log().warn({ err: describeError(error) }, 'the database cannot be used')
  return new Refusal('unavailable', 'database')
}

/** It is not the portal that is busy: this viewer had it asked too often. */
function ownShareRefusal(): Refusal {
  return new Refusal('too_many_requests', 'own_share', {}, { retryAfterMs: ownShareRetryMs })
}

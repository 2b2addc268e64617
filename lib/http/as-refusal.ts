import 'server-only'
import { isDatabaseDown } from '../db/is-database-down.ts'
import { describeError, log } from '../platform/log.ts'
import { isRefusal, Refusal } from '../platform/refusal.ts'

/** The refusal that an error is or stands for, null for a bug. A database that is gone is nobody's fault: come back later. */
export function asRefusal(error: unknown): Refusal | null {
  if (isRefusal(error)) return error
  if (!isDatabaseDown(error)) return null
  log().warn({ err: describeError(error) }, 'the database cannot be used')
  return new Refusal('unavailable', 'database')
}

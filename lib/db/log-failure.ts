import 'server-only'
import { describeError, log } from '../platform/log.ts'
import { isDatabaseDown } from './is-database-down.ts'

/** Tells of work that failed. A database that is late or gone is no bug: it is a warning, and what is an error is one of ours. */
export function logFailure(error: unknown, about: Record<string, unknown>, message: string): void {
  log()[isDatabaseDown(error) ? 'warn' : 'error']({ ...about, err: describeError(error) }, message)
}

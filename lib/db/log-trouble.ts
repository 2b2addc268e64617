import { describeError, log } from '../platform/log.ts'
import { isDatabaseDown } from './is-database-down.ts'

/** So long a process may be busy with its own start: what runs out of time then is tried again, and nothing is wrong yet. */
const startSeconds = 60

/**
 * Tells of work in the background that failed and is tried again. A database that is away, or late, is a sentence without a stack trace, and
 * no warning while the process is starting.
 */
export function logTrouble(
  error: unknown,
  message: string,
  { uptimeSeconds = process.uptime(), ...fields }: { uptimeSeconds?: number; [field: string]: unknown } = {},
): void {
  const isDown = isDatabaseDown(error)
  const { stack, ...reason } = describeError(error)
  const level = isDown && uptimeSeconds < startSeconds ? 'info' : 'warn'
  log()[level]({ err: isDown ? reason : { ...reason, stack }, ...fields }, message)
}

/** The driver's and PostgreSQL's own codes where a connection is held without Prisma. */
const ownCodes = /^(08|57P|53300$|ECONN|ENOTFOUND$|EAI_|EHOST|ENET|EPIPE$|ETIMEDOUT$)/

/** Prisma's codes for a server that cannot be reached, timed out, closed the connection, has no free one in time, or takes no more. */
const codes: ReadonlySet<string> = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2037'])

/** PostgreSQL's and the driver's own words where Prisma passes them on; 57P… and 08… are PostgreSQL's classes for the same. */
const words = new RegExp(
  [
    'closed the connection',
    'connection terminated',
    'terminating connection',
    'the database system is (starting up|shutting down|in recovery mode|not yet accepting connections)',
    'is not currently accepting connections',
    'is not queryable',
    'query read timeout',
    'timeout exceeded',
    'ECONN',
    '`(57P|08)\\w+`',
  ].join('|'),
  'i',
)

/** True for an error of a database that is gone, as opposed to one in our statement. */
export function isDatabaseDown(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  return codes.has(code) || ownCodes.test(code) || words.test(error.message)
}

/** PostgreSQL's code for what went wrong, as the driver tells it (`code`) or as Prisma words it; '' where it is none of PostgreSQL's. */
export function sqlState(error: unknown): string {
  if (!(error instanceof Error)) return ''
  const code = 'code' in error ? String(error.code) : ''
  if (/^[0-9A-Z]{5}$/.test(code) && !/^P[12]\d{3}$/.test(code)) return code
  return /Code: `(\w{5})`/.exec(error.message)?.[1] ?? ''
}

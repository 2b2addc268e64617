import { isDatabaseDown } from '#lib/db/is-database-down.ts'
import { Problem } from '#lib/platform/problem.ts'

/** What a person can mend by knowing of it, in one sentence; null for a bug. No password is in the words of any of these. */
export function explainFailure(error: unknown): string | null {
  if (error instanceof Problem) return error.message
  if (!(error instanceof Error)) return null
  const reason = error.message.trim().split('\n').at(-1) ?? ''
  if (isDatabaseDown(error)) return `The database went away (${reason}): run this again when it is back.`
  const code = sqlStateOf(error)
  if (code === '42501')
    return `The database does not permit that (${reason}): give the roles the rights that docs/operate.md names.`
  if (code === '42P01' || code === '42703')
    return `The database is not that of this version (${reason}): bring it up to date with npm run db:migrate.`
  if ('syscall' in error && 'path' in error && 'code' in error)
    return `${error.path} cannot be used (${error.code}): let this user read and write it.`
  return null
}

/** PostgreSQL's own code, also where Prisma passes it on in words. */
function sqlStateOf(error: Error): string {
  const code = 'code' in error ? String(error.code) : ''
  if (/^[0-9A-Z]{5}$/.test(code) && !code.startsWith('P')) return code
  return /Code: `([0-9A-Z]{5})`/.exec(error.message)?.[1] ?? (code === 'P2021' || code === 'P2022' ? '42P01' : code)
}

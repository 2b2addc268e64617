import { Problem } from '../platform/problem.ts'
import { type AppSession, DatabaseClient } from './database-client.ts'

type Found = { role: string; passes: boolean; owns: boolean; blind: boolean }

/**
 * Makes sure that this connection can work as the application's role, that row-level security binds that role, and that what looks for
 * work sees when something is due: a restored backup may have lost that without a word.
 * @throws Problem with one sentence.
 */
export async function checkWall(connectionString: string): Promise<void> {
  const session: AppSession = { appSession: { statementTimeoutMs: 10_000 } }
  const client = new DatabaseClient({
    connectionString,
    connectionTimeoutMillis: 10_000,
    application_name: 'smart-process-feed start',
    ...session,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<Found>(`
      select r.rolname as role, r.rolsuper or r.rolbypassrls as passes,
             exists (select from pg_class where relname = 'portal' and pg_has_role(r.oid, relowner, 'member')) as owns,
             exists (
               select from pg_views v where v.schemaname = 'schedule' and not exists (
                 select from pg_policies p where p.policyname = 'schedule' and v.viewowner = any (p.roles)
               )
             ) or not exists (select from pg_views where schemaname = 'schedule') as blind
      from pg_roles r where r.rolname = current_user`)
    const [found] = rows
    if (!found || found.passes || found.owns)
      throw new Problem(
        `The role ${found?.role} can bypass row-level security: make it nosuperuser and nobypassrls, and no member of the owner of the tables.`,
      )
    if (found.blind)
      throw new Problem(
        'The views of the schema schedule are not those of their own role, so nothing would be found due: restore the backup with owners (docs/operate.md).',
      )
  } catch (error) {
    if (error instanceof Problem) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new Problem(
      `The role of DATABASE_URL cannot work as the application's role (${reason}): grant that role to it, as docs/operate.md says.`,
    )
  } finally {
    await client.end().catch(() => {})
  }
}

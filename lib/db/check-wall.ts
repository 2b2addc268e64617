import { Problem } from '../platform/problem.ts'
import { DatabaseClient } from './database-client.ts'

/**
 * Makes sure that this connection can work as the application's role, that row-level security binds that role, and that what looks for
 * work sees when something is due: a restored backup may have lost that without a word.
 * @throws Problem with one sentence.
 */
export async function checkWall(connectionString: string): Promise<void> {
  const client = new DatabaseClient({ connectionString, options: '-c role=spf_app' })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ passes: boolean; blind: boolean }>(`
      select rolsuper or rolbypassrls as passes,
             exists (select from pg_views where schemaname = 'schedule' and viewowner <> 'spf_scheduler')
             or not exists (select from pg_policies where 'spf_scheduler' = any (roles)) as blind
      from pg_roles where rolname = current_user`)
    if (rows[0]?.passes !== false)
      throw new Problem('The role spf_app can bypass row-level security: make it nosuperuser and nobypassrls.')
    if (rows[0].blind)
      throw new Problem(
        'The views of the schema schedule are not those of spf_scheduler, so nothing would be found due: restore the backup as a superuser, with owners (docs/operate.md).',
      )
  } catch (error) {
    if (error instanceof Problem) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new Problem(`The role of DATABASE_URL cannot work as spf_app (${reason}): grant spf_app to it.`)
  } finally {
    await client.end().catch(() => {})
  }
}

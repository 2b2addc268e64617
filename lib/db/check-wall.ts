import pg from 'pg'
import { Problem } from '../platform/problem.ts'

/**
 * Makes sure that this connection can work as the application's role, and that row-level security binds that role.
 * @throws Problem with one sentence.
 */
export async function checkWall(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString, options: '-c role=spf_app' })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ passes: boolean }>(
      'select rolsuper or rolbypassrls as passes from pg_roles where rolname = current_user',
    )
    if (rows[0]?.passes === false) return
    throw new Problem('The role spf_app can bypass row-level security: make it nosuperuser and nobypassrls.')
  } catch (error) {
    if (error instanceof Problem) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new Problem(`The role of DATABASE_URL cannot work as spf_app (${reason}): grant spf_app to it.`)
  } finally {
    await client.end().catch(() => {})
  }
}

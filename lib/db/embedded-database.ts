import { createHmac } from 'node:crypto'
import pg from 'pg'
import type { Cluster } from './embedded-cluster.ts'

const ROLE = 'smart_process_feed'
const DATABASE = 'smart_process_feed'

/** Connection of the superuser, for nothing but setting up. */
export function adminUrl(cluster: Cluster, port: number): string {
  return `postgresql://postgres:${cluster.password}@127.0.0.1:${port}/postgres`
}

/**
 * Makes the app's role and database exist. The role owns the database and may create roles and databases; it is no superuser, so
 * that row-level security holds for it.
 * @returns the role's connection.
 */
export async function ensureDatabase(cluster: Cluster, port: number): Promise<string> {
  const password = createHmac('sha256', cluster.password).update(ROLE).digest('hex')
  const client = new pg.Client({
    connectionString: adminUrl(cluster, port),
    application_name: 'smart-process-feed start',
  })
  await client.connect()
  try {
    const role = await client.query('select 1 from pg_roles where rolname = $1', [ROLE])
    if (role.rowCount === 0) {
      await client.query(`create role ${ROLE} login createrole createdb password '${password}'`)
    }
    const database = await client.query('select 1 from pg_database where datname = $1', [DATABASE])
    if (database.rowCount === 0) await client.query(`create database ${DATABASE} owner ${ROLE}`)
  } finally {
    await client.end()
  }
  return `postgresql://${ROLE}:${password}@127.0.0.1:${port}/${DATABASE}`
}

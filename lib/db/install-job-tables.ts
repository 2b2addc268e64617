import { PgBoss } from 'pg-boss'
import { Problem } from '../platform/problem.ts'
import { DatabaseClient } from './database-client.ts'
import { jobSchema } from './job-tables.ts'

/** Names of our own making, and of the role that the tenant_wall migration makes. */
const grants = `
  grant usage on schema ${jobSchema} to spf_app;
  grant select, insert, update, delete on all tables in schema ${jobSchema} to spf_app;
  grant execute on all functions in schema ${jobSchema} to spf_app`

/**
 * Brings the tables of the job queue up to what this version of pg-boss expects, as their owner, and lets the application's role
 * work with them. Processes that do this at once wait for each other.
 * @throws Problem (one sentence) when the owner may not.
 */
export async function installJobTables(ownerUrl: string): Promise<void> {
  const boss = new PgBoss({
    connectionString: ownerUrl,
    schema: jobSchema,
    max: 1,
    supervise: false,
    schedule: false,
    registerInstance: false,
    openTelemetry: { enabled: false },
  })
  boss.on('error', () => {})
  const client = new DatabaseClient({ connectionString: ownerUrl, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  try {
    await boss.start()
    await client.connect()
    await client.query(grants)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Problem(`The tables of the job queue cannot be made in schema ${jobSchema} (${reason}).`)
  } finally {
    await boss.stop({ graceful: false }).catch(() => {})
    await client.end().catch(() => {})
  }
}

import { PgBoss } from 'pg-boss'
import { Problem } from '../platform/problem.ts'
import { appRoleSql } from './app-role.ts'
import { DatabaseClient } from './database-client.ts'
import { jobSchema } from './job-tables.ts'
import { withOwner } from './with-owner.ts'

/** To the application's role, which the migrations made. */
const grants = `
  do $do$
  declare
    app text := ${appRoleSql};
  begin
    execute format('grant usage on schema ${jobSchema} to %I', app);
    execute format('grant select, insert, update, delete on all tables in schema ${jobSchema} to %I', app);
    execute format('grant execute on all functions in schema ${jobSchema} to %I', app);
  end
  $do$`

/**
 * Brings the tables of the job queue up to what this version of pg-boss expects, as their owner, and lets the application's role
 * work with them. Processes that do this at once wait for each other.
 * @throws Problem (one sentence) when the owner may not.
 */
export async function installJobTables(ownerUrl: string): Promise<void> {
  const connection = {
    Client: DatabaseClient,
    connectionString: ownerUrl,
    application_name: 'smart-process-feed migrations',
  }
  const boss = new PgBoss({
    ...connection,
    schema: jobSchema,
    max: 1,
    supervise: false,
    schedule: false,
    registerInstance: false,
    openTelemetry: { enabled: false },
  })
  boss.on('error', () => {})
  try {
    await boss.start()
    await withOwner(ownerUrl, 'migrations', (client) => client.query(grants))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Problem(`The tables of the job queue cannot be made in schema ${jobSchema} (${reason}).`)
  } finally {
    await boss.stop({ graceful: false }).catch(() => {})
  }
}

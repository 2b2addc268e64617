import 'server-only'
import { PgBoss } from 'pg-boss'
import { requireDatabaseUrl } from '../db/client.ts'
import { type AppSession, DatabaseClient } from '../db/database-client.ts'
import { jobSchema } from '../db/job-tables.ts'
import { logTrouble } from '../db/log-trouble.ts'
import { env } from '../platform/env.ts'
import { log } from '../platform/log.ts'

const statementTimeoutMs = 10_000

/** Jobs of a process that is gone are noticed by the missing heartbeat and given to another: twice this, at most. */
export const heartbeatSeconds = 15

/**
 * This process's door to the job queue, as the application's role: the tables were made by the launcher. Not started yet. An error
 * (a database that is gone) is logged; pg-boss goes on by itself.
 */
export function makeBoss(): PgBoss {
  // Passed through to `pg`, which without the last one would wait for ever on a connection that is half open.
  const session: AppSession = { appSession: { statementTimeoutMs } }
  const connection = {
    ...session,
    Client: DatabaseClient,
    connectionString: requireDatabaseUrl(),
    application_name: 'smart-process-feed jobs',
    max: 3,
    connectionTimeoutMillis: env().databaseTimeoutMs,
    keepAlive: true,
    query_timeout: statementTimeoutMs,
  }
  const boss = new PgBoss({
    ...connection,
    schema: jobSchema,
    migrate: false,
    createSchema: false,
    schedule: false,
    // Only the owner of an index may rebuild it.
    reindex: false,
    registerInstance: false,
    superviseIntervalSeconds: heartbeatSeconds,
    monitorIntervalSeconds: heartbeatSeconds,
    openTelemetry: { enabled: false },
  })
  // What a worker of pg-boss reports is an error's fields, not the error.
  boss.on('error', ({ message }) => logTrouble(new Error(message), 'the job queue could not be used'))
  boss.on('warning', ({ message }) => log().warn({ message }, 'the job queue says'))
  return boss
}

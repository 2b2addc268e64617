import 'server-only'
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { onDrain } from '../platform/drain.ts'
import { env } from '../platform/env.ts'
import { once } from '../platform/once.ts'
import { type AppSession, DatabaseClient } from './database-client.ts'
import { type Prisma, PrismaClient } from './generated/client.ts'

export const statementTimeoutMs = 10_000

/** Connections of this process. Taking events in has its own, so that a crowd of viewers cannot make it wait: events come once. */
const pools = {
  // Of these viewers' reads take nine at most (lib/visibility/share-reads.ts).
  default: { max: 12, idleTimeoutMillis: 10_000 },
  // Never closed for idleness: the event after a quiet hour must not wait for a connection to be made.
  ingest: { max: 3, idleTimeoutMillis: 0 },
} as const
export type Pool = keyof typeof pools

/** One of the process's pools. Its timeouts are short, so that a database that is gone is noticed soon. */
export function db(pool: Pool = 'default'): PrismaClient {
  return once(`db-${pool}`, () => {
    const client = createClient(requireDatabaseUrl(), pool)
    onDrain('connections', () => client.$disconnect())
    return client
  })
}

export type Transaction = Prisma.TransactionClient

/** The same connections, for who holds one over several statements. */
export function connectionsOf(pool: Pool): pg.Pool {
  db(pool)
  const connections = openPools().get(pool)
  if (!connections) throw new Error(`The pool ${pool} has no connections.`)
  return connections
}

/** How the connections of each pool of this process stand now. */
export function poolCounts(): { pool: Pool; used: number; idle: number; waiting: number }[] {
  return [...openPools()].map(([pool, { totalCount, idleCount, waitingCount }]) => ({
    ...{ pool, used: totalCount - idleCount },
    ...{ idle: idleCount, waiting: waitingCount },
  }))
}

function openPools() {
  return once('pg-pools', () => new Map<Pool, pg.Pool>())
}

function createClient(url: string, pool: Pool): PrismaClient {
  // Whoever logs in works as a role that row-level security binds.
  const session: AppSession = { appSession: { statementTimeoutMs } }
  const connections = new pg.Pool({
    Client: DatabaseClient,
    connectionString: url,
    application_name: `smart-process-feed ${pool}`,
    ...session,
    ...pools[pool],
    connectionTimeoutMillis: env().databaseTimeoutMs,
    query_timeout: statementTimeoutMs,
    keepAlive: true,
  })
  // A connection that its server ends tells so by an event, and one without a listener would end the process. Between two
  // owners a connection has none; whoever uses it next gets the error as an answer.
  connections.on('connect', (client) => client.on('error', () => undefined))
  connections.on('error', () => undefined)
  openPools().set(pool, connections)
  return new PrismaClient({
    adapter: new PrismaPg(connections, { disposeExternalPool: true }),
    transactionOptions: { maxWait: env().databaseTimeoutMs, timeout: statementTimeoutMs },
  })
}

export function requireDatabaseUrl(): string {
  const { databaseUrl } = env()
  if (!databaseUrl) throw new Error('DATABASE_URL is not set; the launchers set it for the embedded database.')
  return databaseUrl
}

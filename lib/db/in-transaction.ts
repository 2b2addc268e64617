import 'server-only'
import type pg from 'pg'
import { connectionsOf, type Pool, statementTimeoutMs, type Transaction } from './client.ts'
import { withTransactionClient } from './transaction-clients.ts'

/**
 * One transaction on a connection of this pool: begun together with `first`, a statement without parameters; committed when
 * `work` resolves, taken back when it rejects. Prisma's own way to hold a transaction costs twice the CPU (docs/decisions/026).
 * @throws Error also when it is still open after 10 s, when its connection is lost, and when a statement failed in it, although
 * `work` went on: PostgreSQL takes such a transaction back.
 */
export async function inTransaction<T>(pool: Pool, first: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const connection = await connectionsOf(pool).connect()
  const limit = setTimeout(() => connection.end(), statementTimeoutMs)
  try {
    await connection.query(`begin; ${first}`)
    const result = await withTransactionClient({ connection }, work)
    await commit(connection)
    connection.release()
    return result
  } catch (error) {
    await takeBack(connection)
    throw error
  } finally {
    clearTimeout(limit)
  }
}

async function commit(connection: pg.PoolClient): Promise<void> {
  const { command } = await connection.query('commit')
  // PostgreSQL's answer to a commit after a statement that failed.
  if (command !== 'COMMIT') throw new Error('A statement of this transaction failed: PostgreSQL took it back.')
}

/** A connection that cannot even do this is closed: whoever has it next must not be within this transaction. */
async function takeBack(connection: pg.PoolClient): Promise<void> {
  try {
    await connection.query('rollback')
    connection.release()
  } catch (error) {
    connection.release(error instanceof Error ? error : true)
  }
}

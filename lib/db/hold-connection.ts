import 'server-only'
import type pg from 'pg'
import { connectionsOf, type Pool, statementTimeoutMs } from './client.ts'

/**
 * Does `work` with a connection of this pool by itself. Where it rejects, what it had begun is taken back.
 * @throws Error also where it has it still after 10 s, or what was said, and where the connection is lost.
 */
export async function holdConnection<T>(
  pool: Pool,
  work: (connection: pg.PoolClient) => Promise<T>,
  { limitMs = statementTimeoutMs } = {},
): Promise<T> {
  const connection = await connectionsOf(pool).connect()
  const limit = setTimeout(() => connection.end(), limitMs)
  try {
    const result = await work(connection)
    connection.release()
    return result
  } catch (error) {
    await takeBack(connection)
    throw error
  } finally {
    clearTimeout(limit)
  }
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

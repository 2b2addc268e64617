import 'server-only'
import { checkCommitted } from './check-committed.ts'
import type { Pool, Transaction } from './client.ts'
import { holdConnection } from './hold-connection.ts'
import { withTransactionClient } from './transaction-clients.ts'

/**
 * One transaction on a connection of this pool: begun together with `first`, a statement without parameters; committed when
 * `work` resolves, taken back when it rejects. Prisma's own way to hold a transaction costs twice the CPU (docs/decisions/026).
 * @throws Error also when it is still open after 10 s, when its connection is lost, and when a statement failed in it, although
 * `work` went on: PostgreSQL takes such a transaction back.
 */
export function inTransaction<T>(pool: Pool, first: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return holdConnection(pool, async (connection) => {
    await connection.query(`begin; ${first}`)
    const result = await withTransactionClient({ connection }, work)
    checkCommitted((await connection.query('commit')).command)
    return result
  })
}

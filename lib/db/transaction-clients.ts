import 'server-only'
import { AsyncLocalStorage } from 'node:async_hooks'
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { once } from '../platform/once.ts'
import { PrismaClient } from './generated/client.ts'

/** A transaction on this connection, while it is open. */
export type OpenTransaction = { readonly connection: pg.PoolClient }

/**
 * What Prisma's adapter takes for a pool: the one connection of the transaction that has this client now. A statement of anybody
 * else, such as what a transaction that failed left under way, is refused before it is sent: the connection is another portal's by then.
 */
class TransactionConnection extends pg.Pool {
  #open: OpenTransaction | null = null

  use(transaction: OpenTransaction | null): void {
    this.#open = transaction
  }

  override readonly query = ((...statement: Parameters<pg.PoolClient['query']>) =>
    this.#own().query(...statement)) as pg.Pool['query']

  /** For what Prisma wraps in a transaction itself, which is a savepoint within this one. */
  override readonly connect = (async () => {
    const query = async (statement: pg.QueryArrayConfig) =>
      this.#own().query({ ...statement, text: savepoints.get(statement.text) ?? statement.text })
    return { query, on: () => undefined, removeListener: () => undefined, release: () => undefined }
  }) as unknown as pg.Pool['connect']

  #own(): pg.PoolClient {
    const open = this.#open
    if (!open || open !== running().getStore()) throw new Error('The transaction of this statement has ended.')
    return open.connection
  }
}

const savepoints: ReadonlyMap<string, string> = new Map([
  ['BEGIN', 'SAVEPOINT within'],
  ['COMMIT', 'RELEASE SAVEPOINT within'],
  ['ROLLBACK', 'ROLLBACK TO SAVEPOINT within'],
])

/** Which transaction the running code belongs to. */
function running(): AsyncLocalStorage<OpenTransaction> {
  return once('running-transaction', () => new AsyncLocalStorage<OpenTransaction>())
}

type TransactionClient = { readonly connection: TransactionConnection; readonly prisma: PrismaClient }

/** Those that no transaction has. The last one to come is the first to go: each keeps the plans of what it was asked. */
function idle(): TransactionClient[] {
  return once('transaction-clients', () => [])
}

function makeClient(): TransactionClient {
  const connection = new TransactionConnection()
  return { connection, prisma: new PrismaClient({ adapter: new PrismaPg(connection) }) }
}

/** Does `work` with a Prisma client that speaks on the connection of this transaction, until `work` has settled. */
export async function withTransactionClient<T>(
  transaction: OpenTransaction,
  work: (prisma: PrismaClient) => Promise<T>,
): Promise<T> {
  const client = idle().pop() ?? makeClient()
  client.connection.use(transaction)
  try {
    // A statement of Prisma's is sent when it is awaited: within, also where `work` only returns it.
    return await running().run(transaction, async () => await work(client.prisma))
  } finally {
    client.connection.use(null)
    idle().push(client)
  }
}

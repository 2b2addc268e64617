import 'server-only'
import type pg from 'pg'
import { checkCommitted } from './check-committed.ts'
import type { Pool, Transaction } from './client.ts'
import { holdConnection } from './hold-connection.ts'
import { Pipeline } from './pipeline.ts'
import { portalNamesSql } from './portal-names-sql.ts'
import { type Answer, type Answers, type Statement, statement } from './statement.ts'
import { withTransactionClient } from './transaction-clients.ts'

/** A transaction whose statements go together, as far as they need not know what others answer. */
export type Trips = {
  /** Each sees what those before it did. */
  ask<const Statements extends readonly Statement[]>(statements: Statements): Promise<Answers<Statements>>
  /** For what is rare, in the same transaction. */
  prisma<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
  /** The last ones, and the commit, in one message. */
  commit<const Statements extends readonly Statement[]>(statements: Statements): Promise<Answers<Statements>>
}

/**
 * One transaction that may touch the rows of this portal only, begun with the first statements that `work` asks; without `commit` it is
 * taken back. For what happens with each event (docs/decisions/035).
 * @throws Error of the first statement that failed.
 */
export function inFewTrips<T>(
  portalId: string,
  work: (trips: Trips) => Promise<T>,
  { pool = 'default' }: { pool?: Pool } = {},
): Promise<T> {
  return holdConnection(pool, async (connection) => {
    const trips = new PipelinedTransaction(connection, portalId)
    const result = await work(trips)
    await trips.end()
    return result
  })
}

class PipelinedTransaction implements Trips {
  readonly #connection: pg.PoolClient
  #opening: readonly Statement[]
  #isOver = false

  constructor(connection: pg.PoolClient, portalId: string) {
    this.#connection = connection
    this.#opening = [statement`begin`, portalNamesSql([portalId])]
  }

  ask<const Statements extends readonly Statement[]>(statements: Statements): Promise<Answers<Statements>> {
    return this.#send(statements) as Promise<unknown> as Promise<Answers<Statements>>
  }

  async prisma<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    await this.#send([])
    return withTransactionClient({ connection: this.#connection }, work)
  }

  async commit<const Statements extends readonly Statement[]>(statements: Statements): Promise<Answers<Statements>> {
    const answers = await this.#send([...statements, statement`commit`])
    checkCommitted(answers.at(-1)?.command)
    this.#isOver = true
    return answers.slice(0, -1) as unknown as Answers<Statements>
  }

  /** What was begun and not committed is taken back. */
  async end(): Promise<void> {
    if (!this.#isOver && this.#opening.length === 0) await this.#connection.query('rollback')
  }

  async #send(statements: readonly Statement[]): Promise<readonly Answer<unknown>[]> {
    const opening = this.#opening
    this.#opening = []
    if (opening.length + statements.length === 0) return []
    const answers = await this.#connection.query(new Pipeline([...opening, ...statements])).answers
    return answers.slice(opening.length)
  }
}

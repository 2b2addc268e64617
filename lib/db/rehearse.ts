import 'server-only'
import { checkCommitted } from './check-committed.ts'
import type { Pool } from './client.ts'
import { holdConnection } from './hold-connection.ts'
import { Pipeline } from './pipeline.ts'
import { type Statement, statement } from './statement.ts'

/**
 * Does these statements, takes back what they wrote, and commits: the commit of a transaction that has written waits for the disk, and for
 * the replicas that any other one waits for. So it tells whether PostgreSQL would take all of this, and leaves no row.
 * @param options.withinMs so long each of the two steps may take: a connection, and all the rest.
 * @throws Error of the first statement that failed.
 */
export function rehearse(
  statements: readonly Statement[],
  { pool, withinMs }: { pool: Pool; withinMs: number },
): Promise<void> {
  const before = [statement`begin`, statement`savepoint nothing_yet`]
  const after = [statement`rollback to savepoint nothing_yet`, statement`commit`]
  const limitMs = withinMs
  return holdConnection(
    pool,
    async (connection) => {
      const answers = await connection.query(new Pipeline([...before, ...statements, ...after])).answers
      checkCommitted(answers.at(-1)?.command)
    },
    { limitMs },
  )
}

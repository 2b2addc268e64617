import 'server-only'
import type { Pool } from './client.ts'
import { holdConnection } from './hold-connection.ts'
import { Pipeline } from './pipeline.ts'
import { portalNamesSql } from './portal-names-sql.ts'
import type { Answers, Statement } from './statement.ts'

/**
 * One transaction of statements that need not know what the others answer, which may touch the rows of these portals only: all of it
 * in one message, without Prisma, for what happens with each event (docs/decisions/035). Each statement sees what those before it did.
 * @param options.isDurable false where it may be lost with PostgreSQL's last half second: its commit waits for no disk.
 * @throws Error of the first statement that failed; then nothing was done.
 */
export function inOneTrip<const Statements extends readonly Statement[]>(
  portalIds: readonly string[],
  statements: Statements,
  { pool = 'default', isDurable = true }: { pool?: Pool; isDurable?: boolean } = {},
): Promise<Answers<Statements>> {
  return holdConnection(pool, async (connection) => {
    const [, ...answers] = await connection.query(
      new Pipeline([portalNamesSql(portalIds, { isDurable }), ...statements]),
    ).answers
    return answers as unknown as Answers<Statements>
  })
}

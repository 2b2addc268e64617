import { Problem } from '../platform/problem.ts'
import { withOwner } from './with-owner.ts'

const rounds = 3

/**
 * Makes sure that a connection is one with PostgreSQL for as long as it lasts. A pooler that lends one for each transaction gives locks,
 * roles and what is listened to of one client to another: it is seen by two clients at once that have the same process, or by one that changes.
 * @throws Problem (one sentence).
 */
export async function refuseTransactionPooler(url: string, variable: string): Promise<void> {
  await withOwner(url, 'start', (one) =>
    withOwner(url, 'start', async (other) => {
      const pids = new Set<number>()
      for (let round = 0; round < rounds; round += 1) {
        for (const client of [one, other]) {
          const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
          pids.add(rows[0]?.pid ?? 0)
        }
      }
      if (pids.size === 2) return
      throw new Problem(
        `${variable} leads through a pooler that lends its connections for single transactions (PgBouncer with pool_mode = transaction or statement), which the app cannot use, since it listens and locks: set pool_mode = session for this database, or name PostgreSQL itself.`,
      )
    }),
  )
}

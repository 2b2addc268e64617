import type pg from 'pg'
import { DatabaseClient } from './database-client.ts'

/**
 * Does `work` on a connection of the owner's. Where that is lost in between, the statement that waits fails.
 * @param purpose what PostgreSQL shows of it (`application_name`).
 */
export async function withOwner<T>(
  ownerUrl: string,
  purpose: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new DatabaseClient({
    connectionString: ownerUrl,
    connectionTimeoutMillis: 10_000,
    application_name: `smart-process-feed ${purpose}`,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    return await work(client)
  } finally {
    await client.end().catch(() => {})
  }
}

import { expect, test } from '@playwright/test'
import pg from 'pg'
import { findLongReads, findUnrouted, readStatements } from '../support/audit-statements.ts'
import { sharedSystem } from '../support/shared-system.ts'

/** Beyond so many rows a table is read by its indexes. */
const LARGE = 2_000

// Runs after all the others (playwright.config.ts): what they had the app ask.
test('each statement of the app says of which portal it asks, and reads no large table from end to end', async () => {
  const client = new pg.Client({ connectionString: sharedSystem().databaseUrl })
  await client.connect()
  try {
    const statements = await readStatements(client)
    expect(statements.length).toBeGreaterThan(0)
    expect(await findUnrouted(client, statements)).toEqual([])
    expect(await findLongReads(client, statements, LARGE)).toEqual([])
  } finally {
    await client.end()
  }
})

import { randomUUID } from 'node:crypto'
import pg from 'pg'

export type TestDatabase = {
  url: string
  drop(): Promise<void>
}

/**
 * A database of its own for one test or one file, already migrated.
 * @param options.empty without any table.
 */
export async function createTestDatabase({ empty = false } = {}): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const template = empty ? 'template0' : required('TEST_DATABASE_TEMPLATE')
  await asOwner((client) => client.query(`create database ${name} template ${template}`))
  const url = new URL(required('TEST_DATABASE_URL'))
  url.pathname = `/${name}`
  return {
    url: url.href,
    drop: () => asOwner((client) => dropDatabase(client, name)),
  }
}

const maxTries = 6

/**
 * Ends whoever is connected. The server's own process that vacuums may not be ended by the owner, who is no superuser: dropped
 * without force, the server asks it to go.
 */
async function dropDatabase(client: pg.Client, name: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await client.query(`drop database if exists ${name} ${tries % 2 === 1 ? 'with (force)' : ''}`)
      return
    } catch (error) {
      const isOccupied = error instanceof pg.DatabaseError && (error.code === '42501' || error.code === '55006')
      if (!isOccupied || tries === maxTries) throw error
    }
  }
}

async function asOwner(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: required('TEST_DATABASE_URL') })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

function required(name: string): string {
  const value = process.env[name]
  if (!value)
    throw new Error(`${name} is not set: run this through vitest or Playwright, whose set-up starts the database.`)
  return value
}

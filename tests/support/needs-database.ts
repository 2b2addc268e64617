import { globSync, readFileSync } from 'node:fs'

/** What a test imports to have a database: all of it is reached through `TEST_DATABASE_URL`. */
const roads =
  /support\/(?:core-life|database|database-before|own-database|run-database|start-core|start-test-database)\.ts|TEST_DATABASE_URL/

/** The test files that need PostgreSQL, by what they import; all others are pure and run without any set-up. */
export function listDatabaseTests(): string[] {
  const files = globSync('tests/**/*.test.{ts,tsx}')
  return files.filter((file) => roads.test(readFileSync(file, 'utf8')))
}

import { installJobTables } from './install-job-tables.ts'
import { migrate } from './migrate.ts'

/**
 * Brings the database at `ownerUrl` to what this version of the app needs: our tables, then those of the job queue.
 * @returns the names of the migrations that were applied now.
 * @throws Problem (one sentence) when it cannot be done.
 */
export async function prepareDatabase(
  ownerUrl: string,
  options: { log: (line: string) => void; role?: string | null },
): Promise<string[]> {
  const applied = await migrate(ownerUrl, options)
  await installJobTables(ownerUrl)
  return applied
}

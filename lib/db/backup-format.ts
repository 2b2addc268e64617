import { z } from 'zod'

/**
 * A backup is lines of text under gzip: a head, for each table a line that names it, its rows as PostgreSQL's COPY writes them and the line
 * `\.`, and at last how many rows there are. So a person can read it (`zcat`), and one that was cut off is noticed.
 */
export const endOfRows = '\\.\n'

export const backupHead = z.object({
  format: z.literal('smart-process-feed backup 1'),
  madeAt: z.string(),
  /** What had been applied to the database, oldest first: the schema that the rows are of. */
  migrations: z.array(z.object({ name: z.string(), checksum: z.string() })).min(1),
})
export type BackupHead = z.infer<typeof backupHead>

export const tableLine = z.object({ table: z.string(), columns: z.array(z.string()).min(1) })

/** Rows by table. */
export const endLine = z.object({ rows: z.record(z.string(), z.number()) })
export type RowCounts = z.infer<typeof endLine>['rows']

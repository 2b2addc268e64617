import { z } from 'zod'
import { withRows } from './seen-change.ts'
import { nothingSeen, type SeenMarks } from './seen-marks.ts'

/** `seen`: `all` and entity type ids, each with a position. */
const seenSchema = z.record(z.string().regex(/^(all|[1-9]\d{0,15})$/), z.string().regex(/^\d{1,18}$/))

/** The columns of `viewer_state` that hold what a viewer has seen. */
export const seenColumns = { seen: true, seenPositions: true, unreadPositions: true } as const

type Columns = {
  readonly seen: unknown
  readonly seenPositions: readonly bigint[]
  readonly unreadPositions: readonly bigint[]
}

export function toSeenMarks(row: Columns | null): SeenMarks {
  if (row === null) return nothingSeen
  const { all = '0', ...byType } = seenSchema.catch({}).parse(row.seen)
  return withRows({ all, byType }, row.seenPositions.map(String), row.unreadPositions.map(String))
}

export function fromSeenMarks({ all, byType, seenRows = [], unreadRows = [] }: SeenMarks) {
  return {
    seen: { ...byType, ...(all !== '0' && { all }) },
    seenPositions: seenRows.map(BigInt),
    unreadPositions: unreadRows.map(BigInt),
  }
}

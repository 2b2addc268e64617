import { isAfter, laterOf, type SeenMarks } from './seen-marks.ts'

/** What a viewer says of rows: everything up to a position was read, of one type or of all; some rows were seen; some are unread. */
export type SeenChange = {
  readonly entityTypeId?: number | null | undefined
  readonly revision?: string | undefined
  readonly seen?: readonly string[] | undefined
  readonly unread?: readonly string[] | undefined
}

/** Rows that are marked one by one at most: whoever has seen more above what was left out has left it behind. */
export const maxRowMarks = { seen: 300, unread: 100 }

/** Positions of both, each once, newest first. */
export function joined(kept: readonly string[], added: readonly string[]): string[] {
  return [...new Set([...kept, ...added])].sort((one, other) => (isAfter(one, other) ? -1 : 1))
}

/**
 * The marks after a change. Marks up to a position only grow.
 * @param isOfType whether a position is one of the type that the change names.
 */
export function changeMarks(
  marks: SeenMarks,
  { entityTypeId = null, revision, seen = [], unread = [] }: SeenChange,
  isOfType: (position: string) => boolean,
): SeenMarks {
  const isRead = (position: string) =>
    revision !== undefined && !isAfter(position, revision) && (entityTypeId === null || isOfType(position))
  const unreadRows = joined(marks.unreadRows ?? [], unread)
    .filter((position) => unread.includes(position) || (!seen.includes(position) && !isRead(position)))
    .slice(0, maxRowMarks.unread)
  const rows = joined(marks.seenRows ?? [], seen).filter((position) => !unread.includes(position))
  const upTo = entityTypeId === null ? laterOf(marks.all, revision ?? '0') : marks.all
  // What is over the bound is below so many seen rows: it counts as seen with all around it.
  const all = laterOf(upTo, rows[maxRowMarks.seen] ?? '0')
  const key = String(entityTypeId)
  const byType =
    entityTypeId === null || revision === undefined
      ? marks.byType
      : { ...marks.byType, [key]: laterOf(marks.byType[key] ?? '0', revision) }
  return withRows({ all, byType }, rows.slice(0, maxRowMarks.seen), unreadRows)
}

/** Marks with those of single rows that say something. */
export function withRows(
  { all, byType }: SeenMarks,
  seenRows: readonly string[],
  unreadRows: readonly string[],
): SeenMarks {
  const above = seenRows.filter((position) => isAfter(position, all))
  return {
    ...{ all, byType },
    ...(above.length > 0 && { seenRows: above }),
    ...(unreadRows.length > 0 && { unreadRows }),
  }
}

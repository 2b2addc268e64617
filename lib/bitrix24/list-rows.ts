import type { z } from 'zod'

/** Lists come by pages of so many rows (settings/how-to-call-rest-api/list-methods-pecularities.md). */
export const listPageSize = 50

/** What is beyond is not asked for. */
export const maxListPages = 20

/** One page of a list: what could be read of it, and how many rows it had in all. */
export type ListPage<T> = { readonly rows: readonly T[]; readonly count: number }

/** The rows as they came; null for what is no list. PHP writes a list that has lost a row as an object with numbers for keys. */
export function rawRows(list: unknown): readonly unknown[] | null {
  if (Array.isArray(list)) return list
  if (typeof list !== 'object' || list === null) return null
  return Object.keys(list).every((key) => /^\d+$/.test(key)) ? Object.values(list) : null
}

/** Reads each row by itself: one that cannot be read costs itself alone. Null for what is no list. */
export function readRows<T>(list: unknown, row: z.ZodType<T>): ListPage<T> | null {
  const raw = rawRows(list)
  if (!raw) return null
  const rows = raw.flatMap((each) => {
    const read = row.safeParse(each)
    return read.success ? [read.data] : []
  })
  return { rows, count: raw.length }
}

/**
 * Whether a list may go on after this page: a full one says so where `next` and `total` are left out. One that tells nothing but what
 * is known is the page before once more, of a list that knows no pages.
 */
export function mayGoOn<T>({ rows, count }: ListPage<T>, isKnown: (row: T) => boolean): boolean {
  if (rows.length > 0 && rows.every(isKnown)) return false
  return count === listPageSize
}

import { z } from 'zod'
import { idSchema } from '../bitrix24/ids.ts'
import { decodeCursor, parseRevision } from '../feed/feed-cursor.ts'
import type { FeedFilter } from '../feed/feed-filter.ts'
import { filterSchema } from '../feed/filter-schema.ts'
import { Refusal } from '../platform/refusal.ts'
import { isTimeZone } from '../platform/time-zone.ts'
import type { FeedQuery } from '../visibility/list-visible-items.ts'
import type { Query, Route } from './contract.ts'

const pageSchema = z.object({
  before: z
    .string()
    .max(64)
    .transform((text) => decodeCursor(text))
    .refine((cursor) => cursor !== null)
    .optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  wholeRuns: z.literal('1').optional(),
} satisfies Record<Exclude<keyof Query<'GET /api/feed'>, keyof FeedFilter>, z.ZodType>)

/** A stream or its poll tells of one type or of all: the client filters what it is told. `since` is read by `parseSince`. */
const streamSchema = z.strictObject({
  entityTypeId: idSchema.optional(),
  since: z.string().optional(),
  ifFree: z.literal('1').optional(),
} satisfies Record<keyof Query<'GET /api/feed/stream'> | keyof Query<'GET /api/feed/changes'>, z.ZodType>)

/** @throws Refusal `malformed`. */
export function parseFeedQuery(request: Request): FeedQuery {
  const { before, limit, wholeRuns, ...rest } = paramsOf<'GET /api/feed'>(request)
  const page = pageSchema.safeParse({ before, limit, wholeRuns })
  if (!page.success) throw new Refusal('malformed', 'feed_page')
  return {
    filter: readFilter(rest),
    before: page.data.before ?? null,
    limit: page.data.limit,
    wholeRuns: page.data.wholeRuns === '1',
  }
}

/** The query as a filter, and the time zone `tz` that a file is written in. @throws Refusal `malformed`. */
export function parseExportQuery(request: Request): { filter: FeedFilter; timeZone: string } {
  const { tz, ...rest } = paramsOf<'GET /api/feed/export'>(request)
  return { filter: readFilter(rest), timeZone: readTimeZone(tz) }
}

/** A query parameter `tz`, UTC when it is not given. @throws Refusal `malformed`. */
export function readTimeZone(tz: string | undefined): string {
  if (tz === undefined) return 'UTC'
  if (!isTimeZone(tz)) throw new Refusal('malformed', 'time_zone')
  return tz
}

/** @throws Refusal `malformed`. */
export function parseStreamQuery(request: Request): { entityTypeId: number | null; onlyIfFree: boolean } {
  const parsed = streamSchema.safeParse(paramsOf<'GET /api/feed/stream'>(request))
  if (!parsed.success) throw new Refusal('malformed', 'stream_query')
  return { entityTypeId: parsed.data.entityTypeId ?? null, onlyIfFree: parsed.data.ifFree === '1' }
}

/** The revision to read on from, null for none. */
export function parseSince(text: string | null): bigint | null {
  if (text === null || text === '') return null
  const revision = parseRevision(text)
  if (revision === null) throw new Refusal('malformed', 'revision')
  return revision
}

/** @throws Refusal `malformed`. */
export function readFilter(params: Given<keyof FeedFilter>): FeedFilter {
  const { q, ...rest } = params
  // A search field that was emptied searches for nothing.
  const parsed = filterSchema.safeParse(q === undefined || q.trim() === '' ? rest : params)
  if (!parsed.success) throw new Refusal('malformed', 'feed_filter')
  return parsed.data
}

/** Parameters as they come: whatever else is in the address comes with them. */
type Given<Name extends PropertyKey> = { readonly [N in Name]?: string }

/** @throws Refusal `malformed` when a parameter is there twice. */
export function paramsOf<R extends Route>(request: Request): Given<keyof Query<R>> {
  const { searchParams } = new URL(request.url)
  const params: Record<string, string> = Object.fromEntries(searchParams)
  // Of two answers to one question one would be left out silently.
  if (Object.keys(params).length !== searchParams.size) throw new Refusal('malformed', 'doubled_parameter')
  return params
}

import { z } from 'zod'
import { type FeedFilter, instantOf } from '../feed/feed-filter.ts'
import type { ActivityRange } from '../insight/count-activity.ts'
import { Refusal } from '../platform/refusal.ts'
import type { Query } from './contract.ts'
import { paramsOf, readFilter, readTimeZone } from './feed-query.ts'

const dayMs = 86_400_000
/** A chart with more bars than that is no chart. */
const maxDays = { hour: 31, day: 400 }
const usualDays = { hour: 1, day: 30 }

const querySchema = z.object({
  from: z
    .string()
    .transform((text) => instantOf(text, 'from'))
    .pipe(z.number())
    .optional(),
  to: z
    .string()
    .transform((text) => instantOf(text, 'to'))
    .pipe(z.number())
    .optional(),
  bucket: z.enum(['hour', 'day']).default('hour'),
} satisfies Partial<Record<keyof Query<'GET /api/activity'>, z.ZodType>>)

/** The range that activity is asked for, and of what; the last day by hours, or the last 30 days. @throws Refusal `malformed`. */
export function parseActivityQuery(request: Request, now: Date): ActivityRange & { filter: FeedFilter } {
  const { tz, from: first, to: end, bucket: size, ...rest } = paramsOf<'GET /api/activity'>(request)
  const parsed = querySchema.safeParse({ from: first, to: end, bucket: size })
  if (!parsed.success) throw new Refusal('malformed', 'activity_query')
  const { bucket, to = now.getTime() } = parsed.data
  const { from = to - usualDays[bucket] * dayMs } = parsed.data
  if (from >= to || to - from > maxDays[bucket] * dayMs) throw new Refusal('malformed', 'activity_range')
  return { filter: readFilter(rest), bucket, from: new Date(from), to: new Date(to), timeZone: readTimeZone(tz) }
}

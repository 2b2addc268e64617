import { z } from 'zod'
import { idSchema } from '../bitrix24/ids.ts'
import { instantOf } from '../feed/feed-filter.ts'
import type { ActivityRange } from '../insight/count-activity.ts'
import { Refusal } from '../platform/refusal.ts'
import type { Query } from './contract.ts'
import { paramsOf, readTimeZone } from './feed-query.ts'

const dayMs = 86_400_000
/** A chart with more bars than that is no chart. */
const maxDays = { hour: 31, day: 400 }
const usualDays = { hour: 1, day: 30 }

const querySchema = z.strictObject({
  entityTypeId: idSchema.optional(),
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
} satisfies Record<Exclude<keyof Query<'GET /api/activity'>, 'tz'>, z.ZodType>)

/** The range that activity is asked for; the last day by hours, or the last 30 days. @throws Refusal `malformed`. */
export function parseActivityQuery(request: Request, now: Date): ActivityRange & { entityTypeId: number | null } {
  const { tz, ...rest } = paramsOf<'GET /api/activity'>(request)
  const parsed = querySchema.safeParse(rest)
  if (!parsed.success) throw new Refusal('malformed', 'activity_query')
  const { entityTypeId = null, bucket, to = now.getTime() } = parsed.data
  const { from = to - usualDays[bucket] * dayMs } = parsed.data
  if (from >= to || to - from > maxDays[bucket] * dayMs) throw new Refusal('malformed', 'activity_range')
  return { entityTypeId, bucket, from: new Date(from), to: new Date(to), timeZone: readTimeZone(tz) }
}

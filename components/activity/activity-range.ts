import { conditionsOf, type FeedFilter } from '#lib/feed/feed-filter.ts'
import type { Query } from '#lib/http/contract.ts'
import type { ActivityBucket } from '#lib/insight/activity.ts'

/** What the panel looks at: the last day by hours, the last month by days, or the week's rhythm over four weeks. */
export type ActivityMode = 'hours' | 'days' | 'week'

const HOUR_MS = 3_600_000
const stretch = { hours: 24, days: 30, week: 28 } as const

/** The beginning of the stretch in the viewer's own time. */
export function beginningOf(mode: ActivityMode, now: Date): Date {
  const at = new Date(now)
  if (mode === 'hours') {
    at.setMinutes(0, 0, 0)
    at.setHours(at.getHours() - stretch.hours + 1)
  } else {
    at.setHours(0, 0, 0, 0)
    at.setDate(at.getDate() - stretch[mode] + 1)
  }
  return at
}

/** What asks for the activity of what the filter shows; the time that it was narrowed to is one that the chart offers. */
export function activityQuery(
  mode: ActivityMode,
  { from: _from, to: _to, ...filter }: FeedFilter,
  now: Date,
): Query<'GET /api/activity'> {
  return {
    ...conditionsOf(filter),
    from: beginningOf(mode, now).toISOString(),
    to: new Date(Math.ceil(now.getTime() / HOUR_MS) * HOUR_MS).toISOString(),
    bucket: mode === 'hours' ? 'hour' : 'day',
    tz: Intl.DateTimeFormat().resolvedOptions().timeZone,
  }
}

/** The stretch of time that a bucket stands for, as edges of a filter. */
export function edgesOf({ from }: ActivityBucket, mode: ActivityMode): { from: string; to: string } {
  const end = new Date(from)
  if (mode === 'hours') end.setTime(end.getTime() + HOUR_MS)
  else end.setDate(end.getDate() + 1)
  return { from: new Date(from).toISOString(), to: end.toISOString() }
}

/** The last hour of that weekday (1 is Monday) that has begun by now. */
export function lastHourOf(weekday: number, hour: number, now: Date): { from: string; to: string } {
  const at = new Date(now)
  at.setHours(hour, 0, 0, 0)
  at.setDate(at.getDate() - (((((at.getDay() || 7) - weekday) % 7) + 7) % 7))
  if (at > now) at.setDate(at.getDate() - 7)
  return { from: at.toISOString(), to: new Date(at.getTime() + HOUR_MS).toISOString() }
}

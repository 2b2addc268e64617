import { Prisma } from '../db/generated/client.ts'

/** How often a portal is looked at by time: at the interval while somebody looks at it, and never more rarely than at the other one. */
export type Pace = { readonly everySeconds: number; readonly mostSeconds: number }

/** A portal is left alone for so much of the time that has passed since somebody looked: an open page is renewed long before that tells. */
const shareOfAge = 0.25

/** For how many seconds a portal (`attention a`) is left alone from `now` on. */
export function leftAloneSeconds(now: Date, { everySeconds, mostSeconds }: Pace): Prisma.Sql {
  const most = Math.max(mostSeconds, everySeconds)
  const age = Prisma.sql`extract(epoch from ${now}::timestamptz - a.attended_at)::float8`
  return Prisma.sql`greatest(${everySeconds}::float8, least(${most}::float8, ${age} * ${shareOfAge}::float8))`
}

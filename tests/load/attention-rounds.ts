import { listDuePortals } from '#lib/catch-up/list-due-portals.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import { inPortals } from '#lib/db/in-portals.ts'
import { listPortals } from '#lib/db/list-portals.ts'
import { secondsFrom } from '#lib/platform/clock.ts'
import { recordAttention } from '#lib/watches/record-attention.ts'
import { scheduleSweep } from '#lib/watches/schedule-sweep.ts'

const hourSeconds = 3_600
const lookEverySeconds = 30
const perStatement = 500
const mostPerLook = 200
/** One in so many has somebody who looks. */
const openPortals = 10

// An hour of all portals that are left alone until tomorrow, by a clock that is half a day ahead, so that no worker joins in: looks, begins
// sweeps and notes who is looked at, as workers do, but asks no portal anything. Prints how many sweeps there were, the longest that a
// portal waited for one in seconds, and the mean of a look in milliseconds.
const begin = secondsFrom(new Date(), 12 * hourSeconds)
const portals = await listPortals(Prisma.sql`
  select portal_id from schedule.attention where sweep_at > ${secondsFrom(begin, hourSeconds)}::timestamptz
  limit ${Number(process.argv[2])}`)
const chunks = Array.from({ length: Math.ceil(portals.length / perStatement) }, (_, n) =>
  portals.slice(n * perStatement, (n + 1) * perStatement),
)
for (const chunk of chunks) {
  await inPortals(
    chunk,
    (tx) => tx.$executeRaw`
      update attention a set attended_at = ${begin}::timestamptz - interval '1 day', compare_at = ${begin}::timestamptz + interval '1 day',
        sweep_begun_at = ${begin}::timestamptz - interval '1 hour' * r.part, sweep_at = ${begin}::timestamptz + interval '1 hour' * (1 - r.part)
      from (select portal_id, random() as part from attention) r where r.portal_id = a.portal_id`,
  )
}

const open = portals.filter((_, n) => n % openPortals === 0)
const sweptAt = new Map<string, number>()
let sweeps = 0
let longestSeconds = 0
let looks = 0
let lookMs = 0
for (let second = 0; second <= hourSeconds; second += lookEverySeconds) {
  const now = secondsFrom(begin, second)
  if (second % 300 === 0) {
    for (let start = 0; start < open.length; start += perStatement)
      await recordAttention(open.slice(start, start + perStatement), 'opened', now)
  }
  for (;;) {
    const startedAt = performance.now()
    const due = await listDuePortals(now, mostPerLook)
    lookMs += performance.now() - startedAt
    looks += 1
    sweeps += due.length
    for (const portalId of due) {
      longestSeconds = Math.max(longestSeconds, second - (sweptAt.get(portalId) ?? second))
      sweptAt.set(portalId, second)
    }
    // One transaction each, four at a time, as workers do it.
    const waiting = [...due]
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        for (let portalId = waiting.pop(); portalId; portalId = waiting.pop()) {
          const id = portalId
          await inPortals([id], (tx) => scheduleSweep(tx, id, now))
        }
      }),
    )
    if (due.length < mostPerLook) break
  }
}
for (const portalId of portals) longestSeconds = Math.max(longestSeconds, hourSeconds - (sweptAt.get(portalId) ?? 0))
process.stdout.write(JSON.stringify({ sweeps, longestSeconds, lookMs: lookMs / looks }))
process.exit(0)

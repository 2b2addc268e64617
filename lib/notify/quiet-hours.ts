import { dropOldest } from '../platform/drop-oldest.ts'
import type { NotifySettings, QuietHours } from './notify-rule.ts'

const minuteMs = 60_000
const dayMinutes = 1_440
const hourMs = 60 * minuteMs

/** Zones are what viewers say, in any spelling, and a clock is costly to keep. */
const maxClocks = 500
const clocks = new Map<string, Intl.DateTimeFormat>()

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone)
  if (known) return known
  const options = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone } as const
  const clock = new Intl.DateTimeFormat('en-GB', options)
  dropOldest(clocks, zone, maxClocks)
  clocks.set(zone, clock)
  return clock
}

/** Minutes since midnight by the clock of a zone. */
function minuteOfDay(at: Date, zone: string): number {
  return toMinutes(clockOf(zone).format(at))
}

function toMinutes(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return hours * 60 + minutes
}

/** From and to the same means no quiet at all. */
export function isQuiet(now: Date, quiet: QuietHours | null): boolean {
  if (!quiet) return false
  const from = toMinutes(quiet.from)
  const to = toMinutes(quiet.to)
  const at = minuteOfDay(now, quiet.zone)
  return from <= to ? at >= from && at < to : at >= from || at < to
}

/** More than any zone sets its clock forward or back at once. */
const shiftMinutes = 61

/** The first moment from `now` on that is not quiet, to the minute; `now` itself where it is not. */
export function quietEnd(now: Date, quiet: QuietHours | null): Date {
  if (!quiet || !isQuiet(now, quiet)) return now
  const left = (toMinutes(quiet.to) - minuteOfDay(now, quiet.zone) + dayMinutes) % dayMinutes
  // The last hour is walked: a clock that is set on the way makes the quiet hours longer or shorter.
  let at = now.getTime() - (now.getTime() % minuteMs) + Math.max(0, left - shiftMinutes) * minuteMs
  while (isQuiet(new Date(at), quiet)) at += minuteMs
  return new Date(at)
}

/** When the bell rings for an item of now: at once, or with the next full hour's summary; never within quiet hours. */
export function bellDueAt(now: Date, { digest, quiet }: Pick<NotifySettings, 'digest' | 'quiet'>): Date {
  const wanted = digest ? new Date(now.getTime() - (now.getTime() % hourMs) + hourMs) : now
  return quietEnd(wanted, quiet)
}

/** A type that has gone quiet against its own habit: usually `usualPerHour` items at this time, none since `silentSince`. */
export type Silence = { readonly entityTypeId: number; readonly usualPerHour: number; readonly silentSince: string }

/** The answer of `GET /api/insight`: only types of which the viewer may see every item. */
export type Insight = { readonly silences: readonly Silence[] }

/** How often items of a type are created. */
export type Rhythm = {
  readonly entityTypeId: number
  /** How many in each of the last hours: the first is the hour that ends now. As many as `rhythmHours`. */
  readonly hourly: readonly number[]
  readonly lastItemAt: Date
  /** Since when the type is followed: before that nothing says whether there were none. */
  readonly knownSince: Date
}

const hourMs = 3_600_000
const weekHours = 7 * 24
/** Habit is the same hour of the week, in the four weeks before the silent one. */
const weeks = 4
export const rhythmHours = (weeks + 1) * weekHours

/** A habit takes that many weeks to be one. */
const minWeeks = 2
/** Fewer missing items than that are chance: even where they come at random it is one in 3,000. */
const minMissing = 8
/** And more has to be missing than in any quiet time of these weeks, holidays and outages included, by that much. */
const beyondQuietest = 1.5

/**
 * Whether a type that usually has items at these hours has had none for too long. Nights and weekends do not count where they
 * are usually quiet, one busy import makes no habit, and young or rare types are never called silent.
 */
export function findSilence({ entityTypeId, hourly, lastItemAt, knownSince }: Rhythm, now: Date): Silence | null {
  const silentHours = Math.min(weekHours, Math.floor((now.getTime() - lastItemAt.getTime()) / hourMs))
  const known = Math.min(weeks, Math.floor((now.getTime() - knownSince.getTime()) / hourMs / weekHours) - 1)
  if (silentHours < 1 || known < minWeeks) return null
  const habit = Array.from({ length: weekHours }, (_, hour) => usualAt(hourly, hour, known))
  const silent = habit.slice(0, silentHours)
  const missing = sum(silent)
  if (missing < minMissing || missing <= beyondQuietest * quietest(hourly, habit, known)) return null
  const busyHours = silent.filter((usual) => usual > 0).length
  const usualPerHour = Math.round((missing / busyHours) * 10) / 10
  return { entityTypeId, usualPerHour, silentSince: lastItemAt.toISOString() }
}

/** The middle one of the same hour in the weeks before; of an even number of weeks the smaller. */
function usualAt(hourly: readonly number[], hour: number, known: number): number {
  const counts = Array.from({ length: known }, (_, week) => hourly[hour + (week + 1) * weekHours] ?? 0)
  return counts.toSorted((a, b) => a - b)[Math.floor((known - 1) / 2)] ?? 0
}

/** The most that was missing in one quiet stretch of the weeks before. */
function quietest(hourly: readonly number[], habit: readonly number[], known: number): number {
  let [most, missing] = [0, 0]
  for (let hour = weekHours; hour < (known + 1) * weekHours; hour += 1) {
    missing = (hourly[hour] ?? 0) > 0 ? 0 : missing + (habit[hour % weekHours] ?? 0)
    most = Math.max(most, missing)
  }
  return most
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

import 'server-only'
import { env } from '../platform/env.ts'
import type { Pace } from './left-alone.ts'

const hourSeconds = 3_600
/** The slow comparison begins once in so many sweeps. */
const sweepsPerComparison = 12

/** What was created and never announced is found within the hour in a portal that nobody looks at, what else was missed within the day. */
export function sweepPace(): Pace {
  return { everySeconds: env().sweepIntervalSeconds, mostSeconds: hourSeconds }
}

export function comparePace(): Pace {
  return { everySeconds: env().sweepIntervalSeconds * sweepsPerComparison, mostSeconds: 24 * hourSeconds }
}

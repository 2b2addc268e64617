import 'server-only'
import { inPortals } from '../db/in-portals.ts'
import { type StorageFault, storageFaultOf } from '../db/storage-fault.ts'
import { type Clock, systemClock } from '../platform/clock.ts'
import { isDraining } from '../platform/drain.ts'
import { env } from '../platform/env.ts'
import { describeError, log } from '../platform/log.ts'
import { once } from '../platform/once.ts'
import { within } from '../platform/within.ts'
import { appends } from '../receipts/appends.ts'
import { proveStoring } from '../receipts/prove-storing.ts'

type Readiness = {
  asking: Promise<StorageFault | null> | null
  /** What the last question came to. */
  fault: StorageFault | null
  answeredAtMs: number
  isWarm: boolean
}

/** So long an answer holds, and an event that was stored is one. */
const keptMs = 1_000

/**
 * What keeps this instance from taking events, by name; who is not ready for traffic. It is tried on the connections that events are
 * stored on, not those of viewers, one question at a time, however many ask: so a crowd does not make it look as if the database were
 * gone, and whoever asks all the time writes little. An event that was declined since has it asked anew.
 */
export async function checkReady(clock: Clock = systemClock): Promise<string[]> {
  if (isDraining()) return ['draining']
  const last = once('readiness', (): Readiness => ({ asking: null, fault: null, answeredAtMs: 0, isWarm: false }))
  const { storedAtMs, declinedAtMs } = appends()
  const isRecent = (atMs: number) => clock().getTime() - atMs < keptMs && atMs > declinedAtMs
  if (last.isWarm && isRecent(storedAtMs)) return []
  const fault = isRecent(last.answeredAtMs) ? last.fault : await ask(last, clock)
  return fault === null ? [] : [fault]
}

/** Whoever asks meanwhile gets the same answer, or, where that is late, hears that there is none. */
async function ask(last: Readiness, clock: Clock): Promise<StorageFault | null> {
  last.asking ??= tryToStore(last)
    .then((fault) => {
      Object.assign(last, { fault, answeredAtMs: clock().getTime(), isWarm: last.isWarm || fault === null })
      return fault
    })
    .finally(() => {
      last.asking = null
    })
  const { asking } = last
  return within(env().databaseTimeoutMs, 'The database', () => asking).catch(() => 'database' as const)
}

async function tryToStore(last: Readiness): Promise<StorageFault | null> {
  try {
    // The first time each pool is made: a first event that had to wait for that could run out of time, and events come once.
    if (!last.isWarm) await Promise.all([warmUp('ingest'), warmUp('default')])
    await proveStoring()
    return null
  } catch (error) {
    const fault = storageFaultOf(error)
    if (fault !== last.fault) log().warn({ fault, err: describeError(error) }, 'not ready: no event could be stored')
    return fault
  }
}

/** As a transaction, like all that follows: its statements are compiled when they first run. */
async function warmUp(pool: 'ingest' | 'default'): Promise<void> {
  await inPortals([], (tx) => tx.$queryRaw`select 1`, { pool })
}

import 'server-only'
import { describeError, log } from '../platform/log.ts'
import { once } from '../platform/once.ts'
import { db } from './client.ts'
import { encodeSignals, type Signal, signalChannel } from './signal-channel.ts'

const coalesceMs = 5
/** PostgreSQL takes payloads under 8,000 bytes; one signal is at most 79. */
const maxSignals = 100

/**
 * Hints to every instance after a commit. Coalesced off the path, because a NOTIFY inside every write transaction
 * serialises them all; never throws, because a lost hint costs only the time until the next poll.
 */
export function publishSignal(signal: Signal): void {
  const outbox = once('signals', () => ({ waiting: new Map<string, Signal>(), scheduled: false }))
  outbox.waiting.set(encodeSignals([signal]), signal)
  if (outbox.scheduled) return
  outbox.scheduled = true
  setTimeout(() => {
    const signals = [...outbox.waiting.values()]
    outbox.waiting.clear()
    outbox.scheduled = false
    for (let start = 0; start < signals.length; start += maxSignals)
      void notify(signals.slice(start, start + maxSignals))
  }, coalesceMs)
}

async function notify(signals: readonly Signal[]): Promise<void> {
  try {
    await db().$queryRaw`select pg_notify(${signalChannel}, ${encodeSignals(signals)})::text`
  } catch (error) {
    log().warn({ err: describeError(error) }, 'a signal was lost; the poll will find the work')
  }
}

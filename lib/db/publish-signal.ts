import 'server-only'
import { type Clock, systemClock } from '../platform/clock.ts'
import { once } from '../platform/once.ts'
import { holdConnection } from './hold-connection.ts'
import { logTrouble } from './log-trouble.ts'
import { recordOwnBackend } from './own-backends.ts'
import { encodeSignals, type Signal, signalChannel } from './signal-channel.ts'

/** What this process does itself with a signal of its own; true where nobody else need hear of it. */
type LocalSink = (signal: Signal) => boolean

const coalesceMs = 5
/** PostgreSQL takes payloads under 8,000 bytes; one signal is at most 79. */
const maxSignals = 100

function sinks(): { local: LocalSink | null } {
  return once('signal-sinks', () => ({ local: null }))
}

/** From here on this process hears its own signals at once, and not from PostgreSQL. */
export function handleOwnSignals(sink: LocalSink): void {
  sinks().local = sink
}

/**
 * Hints after a commit: to this process at once, to the others through PostgreSQL. Coalesced off the path, because a NOTIFY inside every
 * write transaction serialises them all; never throws, because a lost hint costs only the time until the next poll.
 */
export function publishSignal(hint: Signal, clock: Clock = systemClock): void {
  const signal = hint.kind === 'feed' ? { ...hint, committedAtMs: clock().getTime() } : hint
  if (!sinks().local?.(signal)) publishToOthers(signal)
}

/** The same, but for this process. */
export function publishToOthers(signal: Signal): void {
  const box = outbox()
  // The first one of several says since when there is something to be told.
  const key = signal.kind === 'feed' ? `feed ${signal.portalId}` : encodeSignals([signal])
  if (!box.waiting.has(key)) box.waiting.set(key, signal)
  if (box.scheduled) return
  box.scheduled = true
  const { promise, resolve } = Promise.withResolvers<void>()
  box.sent = promise
  setTimeout(() => {
    const signals = [...box.waiting.values()]
    box.waiting.clear()
    box.scheduled = false
    const batches = Array.from({ length: Math.ceil(signals.length / maxSignals) }, (_, index) =>
      notify(signals.slice(index * maxSignals, (index + 1) * maxSignals)),
    )
    void Promise.all(batches).then(() => resolve())
  }, coalesceMs)
}

/** Resolves when what was published has left this process, for one that is about to end. */
export async function signalsSent(): Promise<void> {
  await outbox().sent
}

function outbox(): { readonly waiting: Map<string, Signal>; scheduled: boolean; sent: Promise<void> } {
  return once('signals', () => ({ waiting: new Map<string, Signal>(), scheduled: false, sent: Promise.resolve() }))
}

async function notify(signals: readonly Signal[]): Promise<void> {
  try {
    await holdConnection('default', (connection) => {
      // What is heard at once need not be heard again.
      if (sinks().local) recordOwnBackend(connection)
      return connection.query({
        name: 'notify',
        text: 'select pg_notify($1, $2)',
        values: [signalChannel, encodeSignals(signals)],
      })
    })
  } catch (error) {
    logTrouble(error, 'a signal was lost; the poll will find the work')
  }
}

import 'server-only'
import { setTimeout as wait } from 'node:timers/promises'
import { gauge } from '../platform/metrics.ts'
import { requireDatabaseUrl } from './client.ts'
import { DatabaseClient } from './database-client.ts'
import { logTrouble } from './log-trouble.ts'
import { isOwnBackend } from './own-backends.ts'
import { decodeSignals, type Signal, signalChannel } from './signal-channel.ts'

export type Listener = {
  readonly onSignal: (signal: Signal) => void
  /** After a reconnect anything may have been missed: read again from the cursors. */
  readonly onReconnect: () => void
}

const heartbeatMs = 5_000
const answerWithinMs = 3_000
const reconnectMs = 500

/**
 * Listens on one dedicated connection outside the pool, for ever. A heartbeat notices a connection that is half open, or
 * that a pooler has handed to somebody else, within ten seconds. Returns how to stop.
 */
export function listen({ onSignal, onReconnect }: Listener): () => Promise<void> {
  const stopping = new AbortController()
  gauge('spf_listening', {}, 0)
  const done = listenForEver(onSignal, onReconnect, stopping.signal)
  return async () => {
    stopping.abort()
    await done
  }
}

async function listenForEver(
  onSignal: Listener['onSignal'],
  onReconnect: () => void,
  stop: AbortSignal,
): Promise<void> {
  while (!stop.aborted) {
    try {
      await listenOnce(onSignal, onReconnect, stop)
    } catch (error) {
      if (stop.aborted) return
      logTrouble(error, 'the listening connection was lost; the poll goes on meanwhile')
      await wait(reconnectMs, undefined, { signal: stop }).catch(() => undefined)
    }
  }
}

async function listenOnce(onSignal: Listener['onSignal'], onReconnect: () => void, stop: AbortSignal): Promise<void> {
  const client = new DatabaseClient({
    connectionString: requireDatabaseUrl(),
    keepAlive: true,
    connectionTimeoutMillis: answerWithinMs,
    query_timeout: answerWithinMs,
    application_name: 'smart-process-feed listen',
  })
  const lost = new Promise<never>((_, reject) => {
    client.on('error', reject)
    client.on('end', () => reject(new Error('The connection ended.')))
  })
  lost.catch(() => undefined)
  client.on('notification', ({ payload, processId }) => {
    if (isOwnBackend(processId)) return
    for (const signal of decodeSignals(payload ?? '')) onSignal(signal)
  })
  try {
    await client.connect()
    await client.query(`listen ${signalChannel}`)
    gauge('spf_listening', {}, 1)
    onReconnect()
    while (!stop.aborted) {
      await Promise.race([wait(heartbeatMs, undefined, { signal: stop }).catch(() => undefined), lost])
      if (stop.aborted) return
      const { rowCount } = await client.query('select from pg_listening_channels() as name where name = $1', [
        signalChannel,
      ])
      if (rowCount !== 1) throw new Error('The connection no longer listens.')
    }
  } finally {
    gauge('spf_listening', {}, 0)
    await client.end().catch(() => undefined)
  }
}

import { subscribe } from 'node:diagnostics_channel'
import type { Server } from 'node:http'
import { once } from './once.ts'

/** The order of stopping: first what holds requests open, then what works in the background, then what both need. */
const PHASES = ['streams', 'jobs', 'connections'] as const
export type DrainPhase = (typeof PHASES)[number]
type Stop = () => Promise<void> | void

const HARD_STOP_MS = 8_000
const IDLE_SWEEP_MS = 100

type DrainState = {
  started: Promise<number> | null
  stops: Record<DrainPhase, Set<Stop>>
  servers: Set<Server>
  listening: boolean
}

function state(): DrainState {
  return once(
    'drain',
    (): DrainState => ({
      started: null,
      stops: { streams: new Set(), jobs: new Set(), connections: new Set() },
      servers: new Set(),
      listening: false,
    }),
  )
}

/** Registers what to stop when the process ends. @returns a function that takes the registration back. */
export function onDrain(phase: DrainPhase, stop: Stop): () => void {
  state().stops[phase].add(stop)
  return () => state().stops[phase].delete(stop)
}

/** True from the first signal on: readiness answers 503 and streams take nobody new. */
export function isDraining(): boolean {
  return state().started !== null
}

/**
 * Stops everything in order: no new connections, streams end, running requests finish, jobs, connections.
 * Calling it again returns the same promise.
 * @returns the exit code: 0, or 1 when something failed to stop or took longer than 8 s.
 */
export function drain(): Promise<number> {
  const current = state()
  current.started ??= Promise.race([stopInOrder(current), hardStop()])
  return current.started
}

async function stopInOrder({ servers, stops }: DrainState): Promise<number> {
  const closed = Promise.all([...servers].map(close))
  const failures = [await stopAll(stops.streams)]
  await closed
  failures.push(await stopAll(stops.jobs), await stopAll(stops.connections))
  return failures.some((failed) => failed) ? 1 : 0
}

async function hardStop(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>()
  setTimeout(() => resolve(1), HARD_STOP_MS).unref()
  return promise
}

async function stopAll(stops: Set<Stop>): Promise<boolean> {
  const results = await Promise.allSettled([...stops].map(async (stop) => stop()))
  const failures = results.filter((result) => result.status === 'rejected')
  for (const { reason } of failures) {
    process.stderr.write(`While stopping: ${reason instanceof Error ? reason.message : String(reason)}\n`)
  }
  return failures.length > 0
}

/** `close()` alone waits for keep-alive connections that have become idle since. */
function close(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const sweep = setInterval(() => server.closeIdleConnections(), IDLE_SWEEP_MS)
  server.close(() => {
    clearInterval(sweep)
    resolve()
  })
  server.closeIdleConnections()
  return promise
}

/** Drains and exits on SIGTERM, SIGINT, and when the launcher that started this process is gone. */
export function drainOnSignals(): void {
  const current = state()
  if (current.listening) return
  current.listening = true
  // Next does not hand out its http server; every request names the one that received it.
  subscribe('http.server.request.start', (message) => current.servers.add((message as { server: Server }).server))
  const stop = () => void drain().then((exitCode) => process.exit(exitCode))
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  process.on('disconnect', stop)
}

import { subscribe } from 'node:diagnostics_channel'
import type { Server, ServerResponse } from 'node:http'
import { once } from './once.ts'

/** The order of stopping: first what holds requests open, then what works in the background, then what both need. */
const PHASES = ['streams', 'jobs', 'connections'] as const
export type DrainPhase = (typeof PHASES)[number]
type Stop = () => Promise<void> | void

const HARD_STOP_MS = 8_000
/** So long what runs has at least once the doors are closed. */
const FINISH_MS = 5_000
/** So long it has when it is told to hurry. */
const HURRY_MS = 2_000
/** One request to stop may come as several signals: a supervisor, npm and the launcher each send their own. */
const ONE_REQUEST_MS = 1_000
const IDLE_SWEEP_MS = 100

type DrainState = {
  started: Promise<number> | null
  /** From then on nobody is let in. */
  isClosing: boolean
  hurry: PromiseWithResolvers<void>
  stops: Record<DrainPhase, Set<Stop>>
  servers: Set<Server>
  listening: boolean
}

function state(): DrainState {
  return once(
    'drain',
    (): DrainState => ({
      started: null,
      isClosing: false,
      hurry: Promise.withResolvers(),
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

/** True from the first signal on: readiness answers 503, and whatever else is asked is still answered, each on its last connection. */
export function isDraining(): boolean {
  return state().started !== null
}

/** True once no new connection is taken: streams take nobody new. */
export function isClosing(): boolean {
  return state().isClosing
}

/** How long a drain takes at most that tells of itself for `noticeMs`. */
export function longestDrainMs(noticeMs: number): number {
  return Math.max(HARD_STOP_MS, noticeMs + FINISH_MS)
}

/**
 * Stops everything in order: for `noticeMs` only readiness says so, while whoever sends us traffic learns it and streams end one by one;
 * then no new connections, the last streams end, running requests finish, jobs, connections. Calling it again returns the same promise.
 * @returns the exit code: 0, or 1 when something failed to stop or took longer than `longestDrainMs`.
 */
export function drain({ noticeMs = 0 } = {}): Promise<number> {
  const current = state()
  current.started ??= Promise.race([stopInOrder(current, noticeMs), hardStop(current, noticeMs)])
  return current.started
}

/** Ends the notice of a drain that is under way, and gives what runs two seconds more. */
export function hurryDrain(): void {
  state().hurry.resolve()
}

async function stopInOrder(current: DrainState, noticeMs: number): Promise<number> {
  const { servers, stops } = current
  if (noticeMs > 0) await Promise.race([endStreamsWithin(stops.streams, noticeMs), current.hurry.promise])
  current.isClosing = true
  const closed = Promise.all([...servers].map(close))
  const failures = [await stopAll(stops.streams)]
  await closed
  failures.push(await stopAll(stops.jobs), await stopAll(stops.connections))
  return failures.some((failed) => failed) ? 1 : 0
}

/** Its second half: by then those who resume are sent elsewhere, and they do not all come at once. */
async function endStreamsWithin(streams: ReadonlySet<Stop>, noticeMs: number): Promise<void> {
  const half = noticeMs / 2
  await pass(half)
  for (const end of streams) void pass(Math.random() * half).then(() => stopAll(new Set([end])))
  await pass(half)
}

async function hardStop({ hurry }: DrainState, noticeMs: number): Promise<number> {
  await Promise.race([pass(longestDrainMs(noticeMs)), hurry.promise.then(() => pass(HURRY_MS))])
  return 1
}

async function pass(ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  setTimeout(resolve, ms).unref()
  await promise
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

/**
 * Drains and exits on SIGTERM and SIGINT, in a hurry once another one comes a second or more after the first; and without a notice
 * when the launcher that started this process is gone.
 */
export function drainOnSignals({ noticeMs }: { noticeMs: number }): void {
  const current = state()
  if (current.listening) return
  current.listening = true
  // Next does not hand out its http server; every request names the one that received it.
  subscribe('http.server.request.start', (message) => {
    const { server, response } = message as { server: Server; response: ServerResponse }
    current.servers.add(server)
    // Whoever keeps a connection for the next request would send it to a door that is closed by then.
    if (isDraining()) response.setHeader('connection', 'close')
  })
  let askedAt: number | null = null
  const stop = (notice: number) => void drain({ noticeMs: notice }).then((exitCode) => process.exit(exitCode))
  const asked = () => {
    askedAt ??= performance.now()
    if (performance.now() - askedAt >= ONE_REQUEST_MS) hurryDrain()
    else stop(noticeMs)
  }
  process.on('SIGTERM', asked)
  process.on('SIGINT', asked)
  process.on('disconnect', () => (isDraining() ? hurryDrain() : stop(0)))
}

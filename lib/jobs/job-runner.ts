import 'server-only'
import { setTimeout as wait } from 'node:timers/promises'
import type { PgBoss } from 'pg-boss'
import { logTrouble } from '../db/log-trouble.ts'
import type { Clock } from '../platform/clock.ts'
import { describeError, log } from '../platform/log.ts'
import { count } from '../platform/metrics.ts'
import type { JobKind } from './job-kind.ts'
import { heartbeatSeconds } from './make-boss.ts'

type Job = { readonly portalId: string }

/** Jobs that failed for good wait here, with their reason, for a person to read. */
const parkedQueue = 'parked'
const startAgainMs = 2_000
const stopWithinMs = 4_000
/** What another instance has queued is found within that time; what this one queues, at once. */
const pollSeconds = 10
const lookSoonMs = 250
/** Where a look found as many as it may, there are more. */
const lookOnMs = 2_000
/** What is queued at once: more of them keep the database busy for seconds, in which all that somebody asks for waits. */
const mostQueued = 500
/** Somebody waits for it: before what is due by time. */
const hurried = 1
const retries = { retryLimit: 4, retryDelay: 5, retryBackoff: true, retryDelayMax: 300 }
const kept = { deleteAfterSeconds: 3_600, retentionSeconds: 7 * 86_400 }

/**
 * Looks which portals are due, queues a job for each, and works on what is queued, by whichever instance: a portal has at most one
 * job of a kind. Survives a database that is gone.
 */
export class JobRunner {
  readonly #boss: PgBoss
  readonly #kinds: readonly JobKind[]
  readonly #clock: Clock
  readonly #stop = new AbortController()
  /** pg-boss's ids of the workers of each kind. */
  readonly #workers = new Map<string, string[]>()
  #running: Promise<unknown> | null = null
  #lookTimer: NodeJS.Timeout | null = null

  constructor(boss: PgBoss, kinds: readonly JobKind[], clock: Clock) {
    this.#boss = boss
    this.#kinds = kinds
    this.#clock = clock
  }

  start(): void {
    this.#running ??= this.#run()
  }

  /** Something may have become due: looks soon. Hints that come together cost one look. */
  lookSoon(): void {
    this.#lookTimer ??= setTimeout(() => {
      this.#lookTimer = null
      for (const kind of this.#kinds) if (this.#workers.has(kind.name)) void this.#look(kind)
    }, lookSoonMs).unref()
  }

  /** This portal had better be worked on now, whether or not it is due. */
  enqueue(name: string, portalId: string): void {
    const kind = this.#kinds.find((one) => one.name === name)
    if (!kind || !this.#workers.has(name)) return
    this.#queue(kind, [portalId], { priority: hurried }).catch((error) =>
      logTrouble(error, 'a job was not queued', { portalId, job: name }),
    )
  }

  /** Takes nothing new and waits a while for what runs; the rest is given back to be done elsewhere. */
  async stop(): Promise<void> {
    this.#stop.abort()
    if (this.#lookTimer) clearTimeout(this.#lookTimer)
    const stopped = this.#boss.stop({ graceful: true, timeout: stopWithinMs })
    stopped.catch((error) => log().warn({ err: describeError(error) }, 'the job queue did not stop in good order'))
    await Promise.race([Promise.allSettled([stopped, this.#running]), wait(stopWithinMs + 1_000, null, { ref: false })])
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        await this.#boss.start()
        await this.#boss.createQueue(parkedQueue)
        for (const kind of this.#kinds) await this.#work(kind)
        break
      } catch (error) {
        if (this.#stop.signal.aborted) return
        logTrouble(error, 'the job queue does not start yet')
        await this.#pause(startAgainMs)
      }
    }
    await Promise.all(this.#kinds.map((kind) => this.#keepLooking(kind)))
  }

  async #work(kind: JobKind): Promise<void> {
    const settings = { ...retries, ...kept, heartbeatSeconds, deadLetter: parkedQueue }
    await this.#boss.createQueue(kind.name, { policy: 'exclusive', ...settings })
    await this.#boss.updateQueue(kind.name, settings)
    const ids = this.#workers.get(kind.name) ?? []
    this.#workers.set(kind.name, ids)
    while (ids.length < kind.concurrency) {
      const id: string = await this.#boss.work<Job>(
        kind.name,
        { pollingIntervalSeconds: pollSeconds },
        async ([job]) => {
          // Whoever was busy looks for more at once.
          this.#boss.notifyWorker(id)
          if (job) await this.#do(kind, job.data.portalId)
        },
      )
      ids.push(id)
    }
  }

  async #do(kind: JobKind, portalId: string): Promise<void> {
    try {
      countRun(kind, outcomeOf(await kind.run(portalId, this.#clock)))
      const nextAt = await kind.nextAt?.(portalId)
      if (nextAt) await this.#queue(kind, [portalId], { startAfter: nextAt })
    } catch (error) {
      countRun(kind, 'error')
      log().warn({ err: describeError(error), portalId, job: kind.name }, 'a job failed')
      // What is thrown is stored: the message alone, since an error may hold the request that failed, with its token.
      throw new Error(error instanceof Error ? error.message : String(error))
    }
  }

  async #keepLooking(kind: JobKind): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const found = await this.#look(kind)
      const ms = found >= (kind.mostPerLook ?? mostQueued) ? lookOnMs : kind.everySeconds * 1_000
      await this.#pause(ms * (0.9 + Math.random() / 5))
    }
  }

  /** @returns how many portals it found. */
  async #look(kind: JobKind): Promise<number> {
    try {
      const due = await kind.listDue(this.#clock())
      // Any of them: the first ones may be those whose work comes to nothing.
      const from = Math.floor(Math.random() * Math.max(0, due.length - mostQueued + 1))
      const some = due.slice(from, from + mostQueued)
      if (some.length > 0 && !this.#stop.signal.aborted) await this.#queue(kind, some)
      return due.length
    } catch (error) {
      logTrouble(error, 'what is due could not be looked up', { job: kind.name })
      return 0
    }
  }

  /** A portal that has its job already keeps that one. One that is due later may have it beside one of now. */
  async #queue(
    { name }: JobKind,
    portalIds: readonly string[],
    { startAfter, priority }: { readonly startAfter?: Date; readonly priority?: number } = {},
  ): Promise<void> {
    const jobs = portalIds.map((portalId) => ({
      data: { portalId } satisfies Job,
      singletonKey: startAfter ? `${portalId}.${startAfter.getTime()}` : portalId,
      ...(startAfter && { startAfter }),
      ...(priority && { priority }),
    }))
    await this.#boss.insert(name, jobs)
    for (const id of this.#workers.get(name) ?? []) this.#boss.notifyWorker(id)
  }

  async #pause(ms: number): Promise<void> {
    await wait(ms, undefined, { signal: this.#stop.signal }).catch(() => undefined)
  }
}

function countRun({ name }: JobKind, outcome: string): void {
  count('spf_job_runs_total', { job: name, outcome })
}

/** Some kinds of work tell how they ended, as a union's `kind`. */
function outcomeOf(result: unknown): string {
  const hasKind = typeof result === 'object' && result !== null && 'kind' in result
  return hasKind ? String(result.kind) : 'done'
}

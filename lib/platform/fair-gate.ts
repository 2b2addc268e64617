import { Counts } from './counts.ts'
import { holdRefusal } from './hold-refusal.ts'
import { Refusal } from './refusal.ts'

/** Whose share something is taken from. */
export type Sharer = { readonly portalId: string; readonly userId: number | string }

type Limits = {
  /** At once in all, of one portal, and of one of its viewers. */
  readonly width: number
  readonly perPortal: number
  readonly perViewer: number
  /** Beyond that many, whoever comes is refused. */
  readonly waitingPerViewer: number
  /** Beyond that many of all viewers of a portal the newest of the viewer with most of them is refused. */
  readonly waitingPerPortal?: number
  readonly waitMs: number
  /** How many times as long as a work took its place stays empty, while its viewer has a full line waiting; without it, not at all. */
  readonly restFactor?: number
  /** How late a viewer who wants too much may hear so; without it, after 1 s. */
  readonly longestHoldMs?: number
  /** What was refused, for log and metric. */
  readonly reason: string
}

type Waiter = { readonly enter: () => void; readonly giveUp: () => void }

const longestRestMs = 2_000

/**
 * Lets so many works in at once. Who waits, waits for those of the same viewer first: portals take turns, then the viewers of a
 * portal, then the works of a viewer in order of arrival. So however much one viewer wants, another one is the next.
 */
export class FairGate {
  readonly #limits: Limits
  readonly #ofPortal = new Counts()
  readonly #ofViewer = new Counts()
  /** Both levels in the order of turns. */
  readonly #waiting = new Map<string, Map<string, Waiter[]>>()

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /** @throws Refusal `too_many_requests` for who waits too long, or wants too much. */
  async run<T>(sharer: Sharer, work: () => Promise<T>): Promise<T> {
    const leave = await this.enter(sharer)
    try {
      return await work()
    } finally {
      leave()
    }
  }

  /**
   * @param signal whoever has gone waits no longer.
   * @returns how to leave, however often it is called.
   * @throws Refusal `too_many_requests` for who waits too long, or wants too much.
   */
  async enter(sharer: Sharer, signal?: AbortSignal): Promise<() => void> {
    const { portalId } = sharer
    const viewer = `${portalId}:${sharer.userId}`
    const queue = this.#waiting.get(portalId)?.get(viewer)
    if (!queue && this.#mayEnter(portalId, viewer)) this.#countIn(portalId, viewer)
    else if ((queue?.length ?? 0) >= this.#limits.waitingPerViewer) throw await this.#refuse(viewer)
    else if (!this.#makeRoom(portalId, queue?.length ?? 0)) throw await this.#refuse(viewer)
    else await this.#wait(portalId, viewer, signal)
    const enteredAtMs = performance.now()
    let hasLeft = false
    return () => {
      if (hasLeft) return
      hasLeft = true
      this.#ofPortal.add(portalId, -1)
      this.#rest(portalId, viewer, performance.now() - enteredAtMs)
      this.#letIn()
    }
  }

  /** How many have not been let in. */
  get waiting(): number {
    let count = 0
    for (const viewers of this.#waiting.values()) for (const queue of viewers.values()) count += queue.length
    return count
  }

  /** The viewer's own place is free at once, or after a rest. */
  #rest(portalId: string, viewer: string, tookMs: number): void {
    const inLine = this.#waiting.get(portalId)?.get(viewer)?.length ?? 0
    const isGreedy = inLine >= this.#limits.perViewer
    const restMs = isGreedy ? Math.min(longestRestMs, tookMs * (this.#limits.restFactor ?? 0)) : 0
    if (restMs < 1) this.#ofViewer.add(viewer, -1)
    else setTimeout(() => this.#leaveRested(viewer), restMs)
  }

  #leaveRested(viewer: string): void {
    this.#ofViewer.add(viewer, -1)
    this.#letIn()
  }

  #wait(portalId: string, viewer: string, signal: AbortSignal | undefined): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const stop = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', giveUp)
    }
    const giveUp = () => {
      stop()
      this.#forget(portalId, viewer, waiter)
      reject(this.#refusal())
    }
    const waiter: Waiter = {
      enter: () => {
        stop()
        resolve()
      },
      giveUp,
    }
    const timer = setTimeout(giveUp, this.#limits.waitMs)
    signal?.addEventListener('abort', giveUp)
    const viewers = this.#waiting.get(portalId) ?? new Map<string, Waiter[]>()
    const queue = viewers.get(viewer) ?? []
    queue.push(waiter)
    viewers.set(viewer, queue)
    this.#waiting.set(portalId, viewers)
    return promise
  }

  /** @returns false where whoever comes, with so many works that wait already, is one of those who want most. */
  #makeRoom(portalId: string, own: number): boolean {
    const { waitingPerPortal } = this.#limits
    if (waitingPerPortal === undefined) return true
    const queues = [...(this.#waiting.get(portalId)?.values() ?? [])]
    const waiting = queues.reduce((sum, { length }) => sum + length, 0)
    if (waiting < waitingPerPortal) return true
    const longest = queues.reduce((most, queue) => (queue.length > most.length ? queue : most), [] as Waiter[])
    if (own + 1 >= longest.length) return false
    longest.at(-1)?.giveUp()
    return true
  }

  #letIn(): void {
    for (;;) {
      const next = this.#next()
      if (!next) return
      const { portalId, viewer, viewers, queue } = next
      const waiter = queue.shift()
      // Whoever had a turn is the last to have the next one.
      viewers.delete(viewer)
      if (queue.length > 0) viewers.set(viewer, queue)
      this.#waiting.delete(portalId)
      if (viewers.size > 0) this.#waiting.set(portalId, viewers)
      this.#countIn(portalId, viewer)
      waiter?.enter()
    }
  }

  #next() {
    for (const [portalId, viewers] of this.#waiting) {
      for (const [viewer, queue] of viewers) {
        if (this.#mayEnter(portalId, viewer)) return { portalId, viewer, viewers, queue }
      }
    }
    return null
  }

  #mayEnter(portalId: string, viewer: string): boolean {
    const { width, perPortal, perViewer } = this.#limits
    if (this.#ofPortal.total >= width || this.#ofPortal.of(portalId) >= perPortal) return false
    return this.#ofViewer.of(viewer) < perViewer
  }

  #countIn(portalId: string, viewer: string): void {
    this.#ofPortal.add(portalId, 1)
    this.#ofViewer.add(viewer, 1)
  }

  #forget(portalId: string, viewer: string, waiter: Waiter): void {
    const viewers = this.#waiting.get(portalId)
    const queue = viewers?.get(viewer)
    if (!viewers || !queue) return
    queue.splice(queue.indexOf(waiter), 1)
    if (queue.length === 0) viewers.delete(viewer)
    if (viewers.size === 0) this.#waiting.delete(portalId)
  }

  async #refuse(viewer: string): Promise<Refusal> {
    await holdRefusal(viewer, this.#limits.longestHoldMs)
    return this.#refusal()
  }

  /** Who waits now has been let in or refused by then, so that there is room to wait. */
  #refusal(): Refusal {
    return new Refusal('too_many_requests', this.#limits.reason, {}, { retryAfterMs: this.#limits.waitMs })
  }
}

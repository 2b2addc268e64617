import type { PortalFaults } from './faults.ts'
import type { JsonMap } from './json-value.ts'
import { postForm } from './post-form.ts'

const PARALLEL = 8
const TIMEOUT_MS = 10_000
const REORDER_WINDOW_MS = 50
const KEPT_DELIVERIES = 50_000

export type Delivery = {
  event: string
  fields: JsonMap
  handler: string
  status: number | null
  error?: string
  sentAt: string
  ms: number
}

export type Outgoing = {
  event: string
  fields: JsonMap
  handler: string
  /** Made at the last moment, so that faults and the clock apply when it is sent. */
  body: () => string
}

/** One portal's outgoing events: sent once, never again, some at a time; a hanging handler holds up this portal only. */
export class EventQueue {
  readonly deliveries: Delivery[] = []
  #waiting: Outgoing[] = []
  #inFlight = 0
  #delayed = 0
  #timers = new Set<NodeJS.Timeout>()
  #settled: (() => void)[] = []
  #closed = false
  #closing = new AbortController()
  #pumpAsked = false
  #faults: () => PortalFaults
  #ready: () => Promise<void>

  /** `ready` is awaited before a send, e.g. until the item is on disk. */
  constructor(faults: () => PortalFaults, ready: () => Promise<void>) {
    this.#faults = faults
    this.#ready = ready
  }

  /** Takes an event over, with the faults of this moment: dropped, copied or delayed. */
  push(outgoing: Outgoing): void {
    const faults = this.#faults()
    if (this.#closed || (faults.drop > 0 && faults.random() < faults.drop)) return
    const isDoubled = faults.double > 0 && (faults.doubleShare === 1 || faults.random() < faults.doubleShare)
    const copies = Array.from({ length: isDoubled ? 1 + faults.double : 1 }, () => outgoing)
    const delayMs = faults.delayMs + (faults.reorder ? REORDER_WINDOW_MS : 0)
    if (delayMs === 0) {
      this.#enqueue(copies)
      return
    }
    this.#delayed += copies.length
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      this.#delayed -= copies.length
      this.#enqueue(copies)
    }, delayMs)
    this.#timers.add(timer)
  }

  /** Resolves when nothing waits, nothing is under way and nothing is held back. */
  settled(): Promise<void> {
    if (this.#idle()) return Promise.resolve()
    return new Promise((resolve) => this.#settled.push(resolve))
  }

  close(): void {
    this.#closed = true
    this.#closing.abort()
    this.#waiting = []
    for (const timer of this.#timers) clearTimeout(timer)
    this.#delayed = 0
    this.#tellIfIdle()
  }

  #enqueue(copies: Outgoing[]): void {
    if (this.#closed) return
    this.#waiting.push(...copies)
    if (this.#pumpAsked) return
    this.#pumpAsked = true
    // As on a portal, where events leave after the hit has ended.
    setImmediate(() => {
      this.#pumpAsked = false
      this.#pump()
    })
  }

  #pump(): void {
    while (this.#inFlight < PARALLEL) {
      const next = this.#next()
      if (!next) break
      this.#inFlight += 1
      void this.#send(next).finally(() => {
        this.#inFlight -= 1
        this.#pump()
        this.#tellIfIdle()
      })
    }
  }

  #next(): Outgoing | undefined {
    const faults = this.#faults()
    if (!faults.reorder || this.#waiting.length < 2) return this.#waiting.shift()
    return this.#waiting.splice(Math.floor(faults.random() * this.#waiting.length), 1)[0]
  }

  async #send({ event, fields, handler, body }: Outgoing): Promise<void> {
    await this.#ready()
    if (this.#closed) return
    const started = performance.now()
    const delivery: Delivery = { event, fields, handler, status: null, sentAt: new Date().toISOString(), ms: 0 }
    try {
      delivery.status = await postForm(handler, body(), this.#untilClosed())
    } catch (error) {
      delivery.error = reasonOf(error)
    }
    delivery.ms = Math.round((performance.now() - started) * 10) / 10
    this.deliveries.push(delivery)
    if (this.deliveries.length > KEPT_DELIVERIES) this.deliveries.shift()
  }

  #untilClosed(): AbortSignal {
    return AbortSignal.any([this.#closing.signal, AbortSignal.timeout(TIMEOUT_MS)])
  }

  #idle(): boolean {
    return this.#waiting.length + this.#inFlight + this.#delayed === 0
  }

  #tellIfIdle(): void {
    if (!this.#idle()) return
    const told = this.#settled
    this.#settled = []
    for (const resolve of told) resolve()
  }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(cause instanceof Error)) return 'failed'
  return cause.name === 'TimeoutError' ? 'timeout' : cause.message
}

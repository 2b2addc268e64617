import type { Grant, Wanted } from './token-bucket.ts'

/**
 * Lower numbers go first. 0: a person waits. 1: receipts, of which one request confirms thousands, and which nobody can see
 * before. 2: what a viewer may see. 3: work in the background, which leaves a reserve to the others.
 */
export type Priority = 0 | 1 | 2 | 3

type Waiter = { readonly priority: Priority; readonly sinceMs: number; readonly proceed: () => void }

/** No request could be sent in the time that the caller had. */
export class BudgetExhausted extends Error {
  readonly isBudgetExhausted = true
}

/** By mark and not by class: each of Next's module graphs has a class of its own. */
export function isBudgetExhausted(error: unknown): boolean {
  return error instanceof Error && 'isBudgetExhausted' in error
}

type Options = {
  /** Asks the bucket. Never rejects. */
  readonly takeTokens: (wanted: Wanted) => Promise<Grant>
  /** Puts back what was taken and not used. Never rejects. */
  readonly returnTokens: (count: number) => void
  readonly nowMs?: () => number
  readonly chance?: () => number
}

/** Work in the background that has waited for so long counts as urgent, and no longer leaves the reserve to others. */
const starvingMs = 5_000
const minPauseMs = 20
/** What was given and is not used by then goes back to the bucket: others wait for it, and the portal may say "too many" meanwhile. */
const inHandMs = 300
/** Instances that wait for the same bucket do not ask it in the same instant. */
const jitterMs = 30
const jitterAfterPauseMs = 1_000

/**
 * The requests of this process that wait for one portal's budget. Those with the lower number go first, but every third one is
 * the urgent one that has waited longest, so that nobody waits for ever. However many wait, the bucket is asked once for all.
 */
export class RequestQueue {
  readonly #takeTokens: Options['takeTokens']
  readonly #returnTokens: Options['returnTokens']
  readonly #nowMs: () => number
  readonly #chance: () => number
  /** In order of arrival. */
  readonly #waiters: Waiter[] = []
  /** Given by the bucket and not used yet. */
  #inHand = 0
  #returning: NodeJS.Timeout | null = null
  #served = 0
  #isServing = false
  #wake: (() => void) | null = null

  constructor({ takeTokens, returnTokens, nowMs = Date.now, chance = Math.random }: Options) {
    this.#takeTokens = takeTokens
    this.#returnTokens = returnTokens
    this.#nowMs = nowMs
    this.#chance = chance
  }

  /** Resolves when a request may be sent. @throws BudgetExhausted when none may within `withinMs`. */
  take(priority: Priority, { withinMs }: { withinMs?: number } = {}): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    let timer: NodeJS.Timeout | undefined
    const waiter: Waiter = {
      priority,
      sinceMs: this.#nowMs(),
      proceed: () => {
        clearTimeout(timer)
        resolve()
      },
    }
    // A pause that was measured for background work is too long for somebody urgent.
    if (this.#isUrgent(waiter) && !this.#waiters.some((other) => this.#isUrgent(other))) this.#wake?.()
    this.#waiters.push(waiter)
    if (withinMs !== undefined) {
      timer = setTimeout(() => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1)
        reject(new BudgetExhausted(`No request may be sent within ${withinMs} ms.`))
      }, withinMs)
    }
    void this.#serve()
    return promise
  }

  /** Resolves when a request could be sent; the next one that asks takes its place. @throws BudgetExhausted */
  async wait(priority: Priority, options: { withinMs?: number } = {}): Promise<void> {
    await this.take(priority, options)
    this.giveBack()
  }

  /** The request that `take` allowed is not sent: the next one takes its place. */
  giveBack(): void {
    this.#inHand += 1
    this.#handOut()
    this.#returning ??= setTimeout(() => {
      this.#returning = null
      if (this.#inHand > 0) this.#returnTokens(this.#inHand)
      this.#inHand = 0
    }, inHandMs)
  }

  /** The portal said "too many": what was given before counts no more. */
  forget(): void {
    this.#inHand = 0
  }

  async #serve(): Promise<void> {
    if (this.#isServing) return
    this.#isServing = true
    this.#handOut()
    while (this.#waiters.length > 0) {
      // Those that come in the same turn are asked for together.
      await Promise.resolve()
      const wanted = this.#wanted()
      const grant = await this.#takeTokens(wanted)
      this.#inHand += grant.granted
      this.#handOut()
      const isShort = grant.granted < wanted.urgent + wanted.background
      if (isShort && this.#waiters.length > 0) await this.#pause(this.#pauseMs(grant))
    }
    this.#isServing = false
  }

  #handOut(): void {
    while (this.#inHand > 0 && this.#waiters.length > 0) {
      this.#inHand -= 1
      this.#takeNext()?.proceed()
    }
  }

  #takeNext(): Waiter | undefined {
    const urgent = this.#waiters.filter((waiter) => this.#isUrgent(waiter))
    const candidates = urgent.length > 0 ? urgent : this.#waiters
    this.#served += 1
    const first = Math.min(...candidates.map(({ priority }) => priority))
    const next = this.#served % 3 === 0 ? candidates[0] : candidates.find(({ priority }) => priority === first)
    if (next) this.#waiters.splice(this.#waiters.indexOf(next), 1)
    return next
  }

  #wanted(): Wanted {
    const urgent = this.#waiters.filter((waiter) => this.#isUrgent(waiter)).length
    return { urgent, background: this.#waiters.length - urgent }
  }

  #isUrgent({ priority, sinceMs }: Waiter): boolean {
    return priority < 3 || this.#nowMs() - sinceMs >= starvingMs
  }

  #pauseMs({ left, perSecond, reserve, pausedMs }: Grant): number {
    const untilMs = (tokens: number) => ((tokens - left) / perSecond) * 1_000
    const { urgent } = this.#wanted()
    const starvesInMs = starvingMs - (this.#nowMs() - (this.#waiters[0]?.sinceMs ?? 0))
    const neededMs = urgent > 0 ? untilMs(1) : Math.min(untilMs(1 + reserve), starvesInMs)
    return Math.max(minPauseMs, pausedMs, neededMs) + this.#chance() * (pausedMs > 0 ? jitterAfterPauseMs : jitterMs)
  }

  async #pause(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#wake = resolve
    const timer = setTimeout(resolve, ms)
    await promise
    clearTimeout(timer)
    this.#wake = null
  }
}

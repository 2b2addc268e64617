import { shift } from '../platform/metrics.ts'
import { RateLimiter } from '../platform/rate-limiter.ts'
import type { Grant, Wanted } from './token-bucket.ts'

/**
 * Lower numbers go first. 0: a person waits for a screen. 1: receipts, of which one request confirms thousands, and which nobody can
 * see before. 2: what the open pages of a viewer may show. 3: work in the background, which leaves a reserve to the others.
 */
export type Priority = 0 | 1 | 2 | 3

type Waiter = {
  /** It may become more urgent while it waits. */
  readonly priority: () => Priority
  /** Whose share it takes from; null for the installation's own work. */
  readonly userId: number | null
  /** Among works of one priority these take turns. */
  readonly turn: string
  readonly sinceMs: number
  readonly proceed: () => void
}

type Wish = {
  readonly withinMs?: number
  readonly userId?: number | undefined
}

/** No request could be sent in the time that the caller had. */
export class BudgetExhausted extends Error {
  readonly isBudgetExhausted = true
  /** It was the viewer's own share that was used up, not the portal's budget. */
  readonly isOwnShare: boolean

  constructor(message: string, { isOwnShare = false } = {}) {
    super(message)
    this.isOwnShare = isOwnShare
  }
}

/** By mark and not by class: each of Next's module graphs has a class of its own. */
export function isBudgetExhausted(error: unknown): error is BudgetExhausted {
  return error instanceof Error && 'isBudgetExhausted' in error
}

/**
 * What one viewer may have a portal asked from one instance: of the 45 at once and 2 a second that a portal allows us two thirds
 * and a half. Beyond that the viewer waits, and nobody else.
 */
const viewerShare = { burst: 30, perSecond: 1, maxKeys: 2_000 }

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
/** For background work that nobody misses: whoever gives up before it starves never takes from the reserve. */
export const spareWaitMs = starvingMs / 2
const minPauseMs = 20
/** What was given and is not used by then goes back to the bucket: others wait for it, and the portal may say "too many" meanwhile. */
const inHandMs = 300
/** Instances that wait for the same bucket do not ask it in the same instant. */
const jitterMs = 30
const jitterAfterPauseMs = 1_000

/**
 * The requests of this process that wait for one portal's budget. Those with the lower number go first, and among them viewers take
 * turns, however many requests each of them has; every third one is the turn of whoever was served longest ago, so that nobody waits
 * for ever. Receipts get every second one at least, so that nothing that viewers do keeps a portal's items from its feed.
 * However many wait, the bucket is asked once for all.
 */
export class RequestQueue {
  readonly #takeTokens: Options['takeTokens']
  readonly #returnTokens: Options['returnTokens']
  readonly #nowMs: () => number
  readonly #chance: () => number
  readonly #shares = new RateLimiter(viewerShare)
  /** In order of arrival. */
  readonly #waiters: Waiter[] = []
  /** When each was served last, or came, as a number that grows. */
  readonly #turns = new Map<string, number>()
  #turn = 0
  /** Given by the bucket and not used yet; of that for receipts alone. */
  #inHand = 0
  #keptForReceipts = 0
  #returning: NodeJS.Timeout | null = null
  #served = 0
  #wasReceipts = false
  #isServing = false
  #wake: (() => void) | null = null

  constructor({ takeTokens, returnTokens, nowMs = Date.now, chance = Math.random }: Options) {
    this.#takeTokens = takeTokens
    this.#returnTokens = returnTokens
    this.#nowMs = nowMs
    this.#chance = chance
  }

  /** Nobody waits, and nothing that was given is unused. */
  get isIdle(): boolean {
    return this.#waiters.length === 0 && this.#inHand === 0
  }

  /** Resolves when a request may be sent. @throws BudgetExhausted when none may within `withinMs`. */
  take(priority: Priority | (() => Priority), { withinMs, userId }: Wish = {}): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const priorityOf = typeof priority === 'function' ? priority : () => priority
    const own = userId ?? null
    if (own !== null && withinMs !== undefined && this.#ownWaitMs(own) > withinMs) {
      return Promise.reject(exhausted(withinMs, true))
    }
    let timer: NodeJS.Timeout | undefined
    const waiter: Waiter = {
      priority: priorityOf,
      userId: own,
      turn: own === null ? `app ${priorityOf()}` : `viewer ${own}${priorityOf() === 3 ? ' later' : ''}`,
      sinceMs: this.#nowMs(),
      proceed: () => {
        clearTimeout(timer)
        resolve()
      },
    }
    // A pause that was measured for background work, or for a share, is too long for somebody urgent.
    if (this.#isUrgent(waiter) && !this.#eligible().some((other) => this.#isUrgent(other))) this.#wake?.()
    this.#waiters.push(waiter)
    shift('spf_rest_budget_waiting', {}, 1)
    if (!this.#turns.has(waiter.turn)) this.#turns.set(waiter.turn, this.#nextTurn())
    if (withinMs !== undefined) {
      timer = setTimeout(() => {
        const isOwnShare = !this.#eligible().includes(waiter)
        this.#remove(waiter)
        reject(exhausted(withinMs, isOwnShare))
      }, withinMs)
    }
    void this.#serve()
    return promise
  }

  /** Resolves when a request could be sent; the next one that asks takes its place. @throws BudgetExhausted */
  async wait(priority: Priority, options: { withinMs?: number } = {}): Promise<void> {
    await this.take(priority, options)
    // Receipts wait before they are claimed, and ask in the next moment: for so long nobody else takes their place.
    if (priority === 1) this.#keptForReceipts += 1
    this.giveBack()
  }

  /** The request that `take` allowed is not sent: the next one takes its place. */
  giveBack(): void {
    this.#inHand += 1
    this.#handOut()
    this.#returnLater()
  }

  /** The portal said "too many": what was given before counts no more. */
  forget(): void {
    this.#inHand = 0
    this.#keptForReceipts = 0
  }

  async #serve(): Promise<void> {
    if (this.#isServing) return
    this.#isServing = true
    this.#handOut()
    while (this.#waiters.length > 0) {
      // Those that come in the same turn are asked for together.
      await Promise.resolve()
      if (this.#waiters.length === 0) break
      const wanted = this.#wanted()
      if (wanted.urgent + wanted.background === 0) {
        await this.#pause(this.#shareMs())
        continue
      }
      const grant = await this.#takeTokens(wanted)
      this.#inHand += grant.granted
      this.#handOut()
      // Who waited may have given up while the bucket was asked.
      this.#returnLater()
      const isShort = grant.granted < wanted.urgent + wanted.background
      if (isShort && this.#waiters.length > 0) await this.#pause(this.#pauseMs(grant))
    }
    this.#isServing = false
  }

  #handOut(): void {
    while (this.#inHand > 0) {
      const next = this.#next(this.#inHand <= this.#keptForReceipts)
      if (!next) return
      this.#inHand -= 1
      if (next.priority() === 1 && this.#keptForReceipts > 0) this.#keptForReceipts -= 1
      this.#serveOne(next)
    }
  }

  #returnLater(): void {
    if (this.#inHand === 0) return
    this.#returning ??= setTimeout(() => {
      this.#returning = null
      this.#keptForReceipts = 0
      this.#handOut()
      if (this.#inHand > 0) this.#returnTokens(this.#inHand)
      this.#inHand = 0
    }, inHandMs)
  }

  #serveOne(waiter: Waiter): void {
    this.#served += 1
    this.#wasReceipts = waiter.priority() === 1
    if (waiter.userId !== null) this.#shares.take(String(waiter.userId), this.#nowMs())
    this.#turns.set(waiter.turn, this.#nextTurn())
    this.#remove(waiter)
    waiter.proceed()
  }

  #next(onlyReceipts: boolean): Waiter | undefined {
    const eligible = this.#eligible()
    const urgent = eligible.filter((waiter) => this.#isUrgent(waiter))
    const receipts = urgent.find((waiter) => waiter.priority() === 1)
    if (onlyReceipts || (receipts && !this.#wasReceipts)) return receipts
    const candidates = urgent.length > 0 ? urgent : eligible
    if (this.#served % 3 === 2) return this.#whoseTurn(candidates)
    const first = Math.min(...candidates.map((waiter) => waiter.priority()))
    return this.#whoseTurn(candidates.filter((waiter) => waiter.priority() === first))
  }

  /** Of those that were served longest ago the one that came first. */
  #whoseTurn(waiters: readonly Waiter[]): Waiter | undefined {
    const turnOf = ({ turn }: Waiter) => this.#turns.get(turn) ?? 0
    const first = Math.min(...waiters.map(turnOf))
    return waiters.find((waiter) => turnOf(waiter) === first)
  }

  /** Whom the own share does not keep waiting. */
  #eligible(): Waiter[] {
    const nowMs = this.#nowMs()
    const left = new Map<number, number>()
    return this.#waiters.filter(({ userId }) => {
      if (userId === null) return true
      const available = left.get(userId) ?? this.#shares.available(String(userId), nowMs)
      left.set(userId, available - 1)
      return available >= 1
    })
  }

  #wanted(): Wanted {
    const eligible = this.#eligible()
    const urgent = eligible.filter((waiter) => this.#isUrgent(waiter)).length
    return { urgent, background: eligible.length - urgent }
  }

  #isUrgent({ priority, sinceMs }: Waiter): boolean {
    return priority() < 3 || this.#nowMs() - sinceMs >= starvingMs
  }

  /** When the own share lets one more request of this viewer through, after those that wait already. */
  #ownWaitMs(userId: number): number {
    const before = this.#waiters.filter((waiter) => waiter.userId === userId).length
    const missing = before + 1 - this.#shares.available(String(userId), this.#nowMs())
    return missing > 0 ? (missing / viewerShare.perSecond) * 1_000 : 0
  }

  /** Until the first of those who wait for themselves may go on. */
  #shareMs(): number {
    const waits = this.#waiters.map(({ userId }) => this.#shares.waitMs(String(userId), this.#nowMs()))
    return Math.max(minPauseMs, Math.min(...waits))
  }

  #pauseMs({ left, perSecond, reserve, pausedMs }: Grant): number {
    const untilMs = (tokens: number) => ((tokens - left) / perSecond) * 1_000
    const eligible = this.#eligible()
    const isUrgent = eligible.some((waiter) => this.#isUrgent(waiter))
    const starvesInMs = starvingMs - (this.#nowMs() - (eligible[0]?.sinceMs ?? 0))
    const neededMs = isUrgent ? untilMs(1) : Math.min(untilMs(1 + reserve), starvesInMs)
    return Math.max(minPauseMs, pausedMs, neededMs) + this.#chance() * (pausedMs > 0 ? jitterAfterPauseMs : jitterMs)
  }

  #remove(waiter: Waiter): void {
    this.#waiters.splice(this.#waiters.indexOf(waiter), 1)
    shift('spf_rest_budget_waiting', {}, -1)
    if (!this.#waiters.some(({ turn }) => turn === waiter.turn)) this.#turns.delete(waiter.turn)
  }

  #nextTurn(): number {
    this.#turn += 1
    return this.#turn
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

function exhausted(withinMs: number, isOwnShare: boolean): BudgetExhausted {
  return new BudgetExhausted(`No request may be sent within ${withinMs} ms.`, { isOwnShare })
}

import { type Clock, systemClock } from '../platform/clock.ts'
import { describeError, log } from '../platform/log.ts'
import { once } from '../platform/once.ts'
import { type MethodUse, OperatingTime } from './operating-time.ts'
import { type Priority, RequestQueue } from './request-queue.ts'
import { standardLimit } from './rest-limit.ts'
import type { RestTime } from './rest-time.ts'
import { type Grant, TokenBucket, type Wanted } from './token-bucket.ts'

/** The budgets that all instances share: one bucket per portal, and which methods have used up their time. */
export type SharedBudgets = {
  /** @throws where it cannot be asked. */
  readonly take: (portalId: string, wanted: Wanted) => Promise<{ grant: Grant; uses: readonly MethodUse[] }>
  readonly putBack: (portalId: string, count: number) => Promise<void>
  /** The portal said "too many": nobody asks it for a while, longer each time. */
  readonly penalize: (portalId: string) => Promise<void>
  readonly tell: (portalId: string, use: MethodUse) => Promise<void>
}

/** Without the others' word: so little that many processes together stay within a portal's limit. */
const aloneLimit = { burst: 8, perSecond: 0.5 }
/** A portal that is not stored yet is being installed: by one admin, now and then by several at once. */
const newcomerLimit = { burst: 45, perSecond: 2 }
const alonePauseMs = 5_000
/** How long the shared bucket is left alone after it could not be asked. */
const aloneForMs = 5_000

/** One portal's REST budget as this process draws on it. */
export class RestBudget {
  readonly queue = new RequestQueue({
    takeTokens: (wanted) => this.#takeTokens(wanted),
    returnTokens: (count) => this.#returnTokens(count),
  })
  readonly operating = new OperatingTime()
  readonly clock: Clock
  readonly #portalId: string | null
  /** For a program by itself, which has nobody to share with. */
  readonly #own = new TokenBucket(standardLimit)
  readonly #alone: TokenBucket
  #sharedAgainAtMs = 0

  /** @param portalId null for an address whose portal is not stored yet. */
  constructor(portalId: string | null, clock: Clock = systemClock) {
    this.#portalId = portalId
    this.clock = clock
    this.#alone = new TokenBucket(portalId === null ? newcomerLimit : aloneLimit)
  }

  /** The portal answered QUERY_LIMIT_EXCEEDED. */
  penalize(): void {
    this.queue.forget()
    for (const bucket of [this.#own, this.#alone]) bucket.pause(alonePauseMs)
    this.#share((shared, portalId) => shared.penalize(portalId))
  }

  get #nowMs(): number {
    return this.clock().getTime()
  }

  /** Until when the method is not to be called; null where it may. */
  heldUntilMs(method: string, priority: Priority): number | null {
    return this.operating.heldUntilMs(method, priority, this.#nowMs)
  }

  record(method: string, time: RestTime): void {
    const use = this.operating.record(method, time, this.#nowMs)
    if (use) this.#share((shared, portalId) => shared.tell(portalId, use))
  }

  /** The portal answered OPERATION_TIME_LIMIT. @returns until when the method pauses. */
  block(method: string, resetInMs: number | null): Date {
    const use = this.operating.block(method, resetInMs, this.#nowMs)
    const until = new Date(use.blockedUntilMs)
    log().warn({ portalId: this.#portalId, method, until }, 'a REST method pauses')
    this.#share((shared, portalId) => shared.tell(portalId, use))
    return until
  }

  async #takeTokens(wanted: Wanted): Promise<Grant> {
    const { shared } = sharedBudgets()
    if (!shared || this.#portalId === null || this.#nowMs < this.#sharedAgainAtMs) return this.#local.take(wanted)
    try {
      const { grant, uses } = await shared.take(this.#portalId, wanted)
      this.operating.learn(uses)
      return grant
    } catch (error) {
      log().warn({ err: describeError(error), portalId: this.#portalId }, 'the shared REST budget cannot be asked')
      this.#sharedAgainAtMs = this.#nowMs + aloneForMs
      return this.#local.take(wanted)
    }
  }

  /** What stands in where the shared bucket does not count. */
  get #local(): TokenBucket {
    return sharedBudgets().shared ? this.#alone : this.#own
  }

  #returnTokens(count: number): void {
    if (sharedBudgets().shared && this.#portalId !== null) this.#share((shared, id) => shared.putBack(id, count))
    else this.#local.putBack(count)
  }

  #share(tell: (shared: SharedBudgets, portalId: string) => Promise<void>): void {
    const { shared } = sharedBudgets()
    if (!shared || this.#portalId === null) return
    tell(shared, this.#portalId).catch((error) =>
      log().warn({ err: describeError(error), portalId: this.#portalId }, 'the other instances were not told'),
    )
  }
}

function sharedBudgets() {
  return once('shared-budgets', () => ({ shared: null as SharedBudgets | null }))
}

/** Says where the budgets of this process's portals are shared. */
export function shareBudgets(shared: SharedBudgets): void {
  sharedBudgets().shared = shared
}

/** So many portals are remembered also while they have nothing to ask; a bucket has refilled by then, and what uses up a method's time is stored. */
const maxIdle = 1_000

/** The budget of a portal, or of an address whose portal is not stored yet. */
export function restBudget(key: { portalId: string } | { portalId: null; clientEndpoint: string }): RestBudget {
  const budgets = once('rest-budgets', () => new Map<string, RestBudget>())
  const name = key.portalId ?? key.clientEndpoint
  const budget = budgets.get(name) ?? new RestBudget(key.portalId)
  // In the order of use.
  budgets.delete(name)
  budgets.set(name, budget)
  if (budgets.size > maxIdle) forgetOldest(budgets)
  return budget
}

function forgetOldest(budgets: Map<string, RestBudget>): void {
  for (const [name, budget] of budgets) {
    if (budgets.size <= maxIdle) return
    if (budget.queue.isIdle) budgets.delete(name)
  }
}

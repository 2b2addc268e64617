import type { RestFailure } from '../bitrix24/rest-error.ts'
import { type InstallationStatus, workingStatuses } from '../portals/installation-status.ts'
import { AskPauses } from './ask-pauses.ts'

/** A portal may say so by mistake; a page whose token is dead comes back with a new one within seconds. */
const refusedForMs = 60_000
/** As seldom as the installation's own token asks at the most: for who hears no news of the portal. */
const closedForMs = 15 * 60_000

/** Whether one viewer's questions are worth a request to the portal now, by how it took the last ones. */
export class PortalReach {
  /** By entity type, and `all` for the portal as a whole. */
  readonly #pauses = new AskPauses<number | 'all'>()
  /** The portal is closed: until then an open page does not ask it, unless it hears that it is open again. */
  #closedUntilMs = 0
  /** The token that the portal refused last; until then it is not shown to the portal again. */
  #refused: { readonly token: string; readonly untilMs: number } | null = null

  isRefused(token: string, nowMs: number): boolean {
    return this.#refused?.token === token && this.#refused.untilMs > nowMs
  }

  /** The pages of a closed portal wait for its news. Whoever opens one finds out with the own token whether it is open again. */
  isClosed(nowMs: number): boolean {
    return this.#closedUntilMs > nowMs
  }

  isPaused(of: number | 'all', nowMs: number): boolean {
    return this.#pauses.isPaused(of, nowMs)
  }

  /** The portal did not answer what was asked with this token. */
  refuse(kind: RestFailure['kind'], token: string, nowMs: number): void {
    // How often a closed portal is asked is one count for all viewers: see `isKnownClosed`.
    if (kind === 'closed') this.#close(nowMs)
    else if (kind === 'token') this.#refused = { token, untilMs: nowMs + refusedForMs }
    else this.#pauses.failed('all', nowMs)
  }

  answered(): void {
    this.#pauses.answered('all')
    this.#closedUntilMs = 0
  }

  /** Of a type that was asked about, in a request that was answered. */
  answeredType(type: number, isDecided: boolean, nowMs: number): void {
    if (isDecided) this.#pauses.answered(type)
    else this.#pauses.failed(type, nowMs)
  }

  /**
   * What the news of the portal say of it: pages leave it alone while it is closed to everybody, however many are open. Where only our own
   * tokens are dead, the news do not say whether it answers anybody.
   */
  apply(status: InstallationStatus, nowMs: number): void {
    if (status === 'PAYMENT_REQUIRED') this.#close(nowMs)
    else if (workingStatuses.includes(status)) this.#closedUntilMs = 0
  }

  #close(nowMs: number): void {
    this.#closedUntilMs = nowMs + closedForMs
  }
}

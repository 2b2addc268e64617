import 'server-only'
import { setTimeout as wait } from 'node:timers/promises'
import { confirmPortal } from '../confirmation/confirm-portal.ts'
import { listWaitingPortals } from '../confirmation/list-waiting-portals.ts'
import { lookAgainSeconds } from '../confirmation/record-verdict.ts'
import { logTrouble } from '../db/log-trouble.ts'
import { publishToOthers } from '../db/publish-signal.ts'
import type { SignalOrigin } from '../live/follow-signals.ts'
import { newId } from '../platform/ids.ts'
import { describeError, log } from '../platform/log.ts'

const pollMs = 2_000
const stopWithinMs = 5_000
/** After an outage every portal waits: their backlogs are taken up a few at a time. A hint is not held back by them. */
const maxFromPoll = 4

/**
 * Confirms receipts: at once when hinted, by a slow poll otherwise. Each portal is worked on by itself, so that a storm on
 * one delays nobody else.
 */
export class ConfirmationWorker {
  readonly #name = newId()
  readonly #stop = new AbortController()
  readonly #running = new Map<string, Promise<void>>()
  readonly #again = new Map<string, SignalOrigin>()
  /** Found by the poll and not begun yet. */
  #found = new Set<string>()
  #polling: Promise<void> | null = null

  start(): void {
    this.#polling ??= this.#poll()
  }

  /**
   * Something waits on this portal. A hint during the work means one more round after it. Where another process has the portal, it is told
   * of what came here.
   * @returns false where nothing is taken any more.
   */
  wake(portalId: string, from: SignalOrigin = 'elsewhere'): boolean {
    if (this.#stop.signal.aborted) return false
    this.#found.delete(portalId)
    if (this.#running.has(portalId)) {
      // What came here counts, whatever else came.
      if (from === 'here' || !this.#again.has(portalId)) this.#again.set(portalId, from)
      return true
    }
    const work = confirmPortal(portalId, { worker: this.#name, isStopping: () => this.#stop.signal.aborted })
      .then(({ ended, looksAgain }) => {
        if (looksAgain) this.#wakeLater(portalId)
        if (ended === 'busy' && from === 'here') publishToOthers({ kind: 'deliveries', portalId })
      })
      .catch((error) => {
        // What is cut off by the end of the process is nobody's fault: the portal's lease ends by itself.
        const level = this.#stop.signal.aborted ? 'info' : 'error'
        log()[level]({ err: describeError(error), portalId }, 'a worker failed')
      })
      .finally(() => {
        this.#running.delete(portalId)
        const again = this.#again.get(portalId)
        this.#again.delete(portalId)
        if (again) this.wake(portalId, again)
        this.#beginFound()
      })
    this.#running.set(portalId, work)
    return true
  }

  #wakeLater(portalId: string): void {
    setTimeout(() => this.wake(portalId), lookAgainSeconds * 1_000).unref()
  }

  async pollNow(): Promise<void> {
    this.#found = new Set(await listWaitingPortals(this.#name))
    this.#beginFound()
  }

  #beginFound(): void {
    for (const portalId of this.#found) {
      if (this.#running.size >= maxFromPoll) return
      this.wake(portalId)
    }
  }

  /** Takes nothing new and waits for what runs, but not for a portal that hangs: its lease ends by itself. */
  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#polling
    await Promise.race([Promise.all(this.#running.values()), wait(stopWithinMs, undefined, { ref: false })])
  }

  async #poll(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.pollNow().catch((error) => logTrouble(error, 'the poll for receipts failed'))
      await wait(pollMs, undefined, { signal: this.#stop.signal }).catch(() => undefined)
    }
  }
}

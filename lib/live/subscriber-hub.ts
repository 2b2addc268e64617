import { once } from '../platform/once.ts'

/** `feed`: a signal said that rows changed. `news`: the poll found the portal changed. */
export type WakeReason = 'feed' | 'news'
/** @param committedAtMs when a signal says that rows were committed. */
type Wake = (reason: WakeReason, committedAtMs: number | null) => void

/** Wakes whoever waits for news of a portal. A wake-up carries nothing: the woken read from their own cursors. */
export class SubscriberHub {
  readonly #subscribers = new Map<string, Set<Wake>>()

  /** @returns how to leave. */
  subscribe(portalId: string, wake: Wake): () => void {
    const ofPortal = this.#subscribers.get(portalId) ?? new Set()
    ofPortal.add(wake)
    this.#subscribers.set(portalId, ofPortal)
    return () => {
      ofPortal.delete(wake)
      if (ofPortal.size === 0 && this.#subscribers.get(portalId) === ofPortal) this.#subscribers.delete(portalId)
    }
  }

  has(portalId: string): boolean {
    return this.#subscribers.has(portalId)
  }

  portalIds(): string[] {
    return [...this.#subscribers.keys()]
  }

  wake(portalId: string, reason: WakeReason, committedAtMs: number | null = null): void {
    for (const wake of this.#subscribers.get(portalId) ?? []) wake(reason, committedAtMs)
  }

  wakeAll(): void {
    for (const portalId of this.#subscribers.keys()) this.wake(portalId, 'feed')
  }
}

export function subscriberHub(): SubscriberHub {
  return once('subscriber-hub', () => new SubscriberHub())
}

import { Cooldown } from './cooldown.ts'

/** Most of an import that was taken back and restored; whoever was told more than that is asked again after some minutes. */
const maxReturned = 500

/** Where a viewer's open pages and the CRM may differ although no answer said so. Looking costs, so it is put off. */
export class ViewerDoubts {
  /** Rows changed that are hidden and that an open page may show nonetheless. */
  #isOpen = false
  /** Items that were hidden from the viewer and may have come back since. */
  readonly #returned = new Set<string>()
  readonly #settled = new Cooldown()
  readonly #asked = new Cooldown()

  get isOpen(): boolean {
    return this.#isOpen
  }

  get returned(): ReadonlySet<string> {
    return this.#returned
  }

  /** A row changed that is hidden now, and that another process of ours may have shown. */
  open(): void {
    this.#isOpen = true
  }

  /** @returns whether there is a doubt to be settled now: it counts as settled. */
  expire(nowMs: number): boolean {
    if (!this.#isOpen || !this.#settled.isDue(nowMs)) return false
    this.#isOpen = false
    this.#settled.done(nowMs)
    return true
  }

  addReturned(item: string): void {
    if (this.#returned.size < maxReturned) this.#returned.add(item)
  }

  /** What may have come back and is to be asked about now, all of it together. */
  dequeueReturned(nowMs: number): string[] {
    if (this.#returned.size === 0 || !this.#asked.isDue(nowMs)) return []
    this.#asked.done(nowMs)
    const items = [...this.#returned]
    this.#returned.clear()
    return items
  }

  /** As if it had been looked that much earlier. */
  age(ms: number): void {
    this.#settled.age(ms)
    this.#asked.age(ms)
  }
}

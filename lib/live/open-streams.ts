import { Counts } from '../platform/counts.ts'
import type { Sharer } from '../platform/fair-gate.ts'
import { once } from '../platform/once.ts'
import { Refusal } from '../platform/refusal.ts'

type Limits = { readonly perViewer: number; readonly perPortal: number; readonly inAll: number }

/** Open streams of one process. Each costs some kilobytes, and a read when something changes. */
const limits: Limits = { perViewer: 10, perPortal: 3_000, inAll: 10_000 }

/** So long a page that had to give its place up polls before it looks whether one has become free. */
export const crowdedRetryMs = 60_000

type End = () => void

/**
 * Who has streams open. A viewer's next one takes the place of that viewer's oldest, so that the page that was opened last, which
 * somebody looks at, is live. The page that gave way comes back only for a place that is free: pages never drive each other out in turn.
 */
export class OpenStreams {
  readonly #limits: Limits
  /** Of each viewer in order of opening. */
  readonly #ofViewer = new Map<string, Set<End>>()
  readonly #ofPortal = new Counts()

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /**
   * @param endForOther ends this stream because its place is wanted.
   * @returns how to leave, however often it is called.
   * @throws Refusal `too_many_requests` where there is no place, or none that is free for one that comes `onlyIfFree`.
   */
  enter({ portalId, userId }: Sharer, endForOther: End, { onlyIfFree = false } = {}): () => void {
    const key = `${portalId}:${userId}`
    const own = this.#ofViewer.get(key) ?? new Set<End>()
    const { perPortal, inAll } = this.#limits
    const isFull = this.#ofPortal.of(portalId) >= perPortal || this.#ofPortal.total >= inAll
    if (own.size >= this.#limits.perViewer || isFull) {
      const [oldest] = own
      if (!oldest || onlyIfFree) throw new Refusal('too_many_requests', 'streams', {}, { retryAfterMs: crowdedRetryMs })
      this.#remove(portalId, key, oldest)
      oldest()
    }
    this.#add(portalId, key, endForOther)
    return () => this.#remove(portalId, key, endForOther)
  }

  #add(portalId: string, key: string, end: End): void {
    const own = this.#ofViewer.get(key) ?? new Set<End>()
    own.add(end)
    this.#ofViewer.set(key, own)
    this.#ofPortal.add(portalId, 1)
  }

  #remove(portalId: string, key: string, end: End): void {
    const own = this.#ofViewer.get(key)
    if (!own?.delete(end)) return
    if (own.size === 0) this.#ofViewer.delete(key)
    this.#ofPortal.add(portalId, -1)
  }
}

export function openStreams(): OpenStreams {
  return once('open-streams', () => new OpenStreams(limits))
}

/** Of all viewers of this process, some 230 bytes each: 115 MB. One viewer alone may have 20,000. */
const maxMarks = 500_000
/** Counting takes a moment, and so long the marks of a few answers may be too many. */
const countEveryMs = 1_000

type Counted = { readonly items: { readonly size: number }; readonly asking: unknown }

/** By `portalId:userId`, whoever was here last first. */
type Viewers = Iterable<[string, Counted]> & { delete(key: string): unknown }

/** What viewers of one portal hold together, and those of whom nothing is being asked, in the order of use. */
type Portal = { marks: number; readonly idle: { readonly key: string; readonly size: number }[] }

/**
 * Once it is too much together, forgets what is known of those viewers who have not been here for longest, of the portal that holds the
 * most: however many viewers a portal has, it is its own that are asked again.
 */
export class MarkBound {
  readonly #maxMarks: number
  #countedAtMs = Number.NEGATIVE_INFINITY

  constructor(max = maxMarks) {
    this.#maxMarks = max
  }

  enforce(viewers: Viewers, nowMs: number): void {
    if (nowMs - this.#countedAtMs < countEveryMs) return
    this.#countedAtMs = nowMs
    let marks = 0
    const portals = new Map<string, Portal>()
    for (const [key, { items, asking }] of [...viewers].reverse()) {
      const name = key.slice(0, key.indexOf(':'))
      const portal = portals.get(name) ?? { marks: 0, idle: [] }
      portals.set(name, portal)
      marks += items.size
      portal.marks += items.size
      if (items.size > 0 && asking === null) portal.idle.push({ key, size: items.size })
    }
    // Each turn forgets somebody, or leaves a portal out.
    while (marks > this.#maxMarks && portals.size > 0) {
      const [name, portal] = [...portals].reduce((most, next) => (next[1].marks > most[1].marks ? next : most))
      const viewer = portal.idle.shift()
      if (!viewer) {
        portals.delete(name)
        continue
      }
      viewers.delete(viewer.key)
      portal.marks -= viewer.size
      marks -= viewer.size
    }
  }
}

import { once } from '../platform/once.ts'

type Tick = () => void

const groups = 5

/** One timer for all streams of the process: each is called every so often, a fifth of them at a time. */
export class Ticks {
  readonly #groups = Array.from({ length: groups }, () => new Set<Tick>())
  readonly #everyMs: number
  #turn = 0
  #timer: NodeJS.Timeout | null = null

  constructor(everyMs: number) {
    this.#everyMs = everyMs
  }

  /** @returns how to leave. */
  join(tick: Tick): () => void {
    const smallest = this.#groups.reduce((least, group) => (group.size < least.size ? group : least))
    smallest.add(tick)
    this.#timer ??= setInterval(() => this.#next(), this.#everyMs / groups).unref()
    return () => {
      smallest.delete(tick)
      if (this.#timer === null || this.#groups.some(({ size }) => size > 0)) return
      clearInterval(this.#timer)
      this.#timer = null
    }
  }

  #next(): void {
    this.#turn = (this.#turn + 1) % groups
    for (const tick of this.#groups[this.#turn] ?? []) tick()
  }
}

export function streamTicks(): Ticks {
  return once('stream-ticks', () => new Ticks(5_000))
}

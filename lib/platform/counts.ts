/** How many there are of each key; a key of which there are none takes no room. */
export class Counts {
  readonly #counts = new Map<string, number>()
  #total = 0

  get total(): number {
    return this.#total
  }

  of(key: string): number {
    return this.#counts.get(key) ?? 0
  }

  add(key: string, by: 1 | -1): void {
    const count = this.of(key) + by
    this.#total += by
    if (count > 0) this.#counts.set(key, count)
    else this.#counts.delete(key)
  }
}

import { type ApiProblem, toProblem } from './api-problem.ts'

type Shown<T> = {
  /** Null until it is known. */
  readonly value: T | null
  /** Why it could not be read, or saved, the last time. */
  readonly problem: ApiProblem | null
}

/**
 * A value that the server keeps as a whole, as the page shows it. What is saved is shown at once, and put back when the server declines.
 * Saves go one after another, since two on their way may arrive the other way round; of those that wait only the newest goes: it says all.
 *
 *     unknown ──read──▶ known ──save──▶ saving ──declined, nothing newer──▶ known, as stored
 *                         ▲               │ ▲──────done or declined, something newer──┐
 *                         └─────done──────┴─────────────────────────────────────────┘
 */
export class KeptValue<T> {
  #shown: Shown<T> = { value: null, problem: null }
  #stored: T | null = null
  #newest: { readonly value: T } | null = null
  #isSaving = false
  /** Whether a save began or ended meanwhile: then a reading may tell what was before it. */
  #saves = 0
  #reading: Promise<void> | null = null
  readonly #listeners = new Set<() => void>()

  readonly shown = (): Shown<T> => this.#shown

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** One reading for all who ask meanwhile. @throws what it threw. */
  read(get: () => Promise<T>): Promise<void> {
    this.#reading ??= this.#read(get).finally(() => {
      this.#reading = null
    })
    return this.#reading
  }

  /** Shows the value, and has it saved as soon as what is being saved is. */
  save(value: T, put: (value: T) => Promise<unknown>): void {
    this.#newest = { value }
    this.#show({ value, problem: null })
    if (!this.#isSaving) void this.#saveAll(put)
  }

  /** Shows what the server has by now. */
  stored(value: T): void {
    this.#saves += 1
    this.#stored = value
    this.#show({ value, problem: null })
  }

  /** Whoever tries again need not look at why the last try failed. */
  forgive(): void {
    this.#show({ ...this.#shown, problem: null })
  }

  async #read(get: () => Promise<T>): Promise<void> {
    const saves = this.#saves
    const isFirst = !this.#isSaving
    try {
      const value = await get()
      if (isFirst && saves === this.#saves) this.stored(value)
    } catch (error) {
      if (this.#shown.value === null) this.#show({ value: null, problem: toProblem(error) })
      throw error
    }
  }

  async #saveAll(put: (value: T) => Promise<unknown>): Promise<void> {
    this.#isSaving = true
    this.#saves += 1
    while (this.#newest !== null) {
      const { value } = this.#newest
      this.#newest = null
      await put(value).then(
        () => {
          this.#stored = value
        },
        (error: unknown) => {
          if (this.#newest === null) this.#show({ value: this.#stored, problem: toProblem(error) })
        },
      )
    }
    this.#isSaving = false
  }

  #show(shown: Shown<T>): void {
    this.#shown = shown
    for (const listener of this.#listeners) listener()
  }
}

const FRESH_MS = 10 * 60_000

type Asked = { readonly atMs: number; readonly answered: Promise<void> }

/** Questions that need not be asked again for some minutes, nor while they are under way; one that failed is asked anew. */
export class FreshQuestions {
  readonly #asked = new Map<string, Asked>()

  /** @throws what `ask` threw, to everybody who has asked the same meanwhile. */
  ask(question: string, ask: () => Promise<void>): Promise<void> {
    const before = this.#asked.get(question)
    const atMs = performance.now()
    if (before !== undefined && atMs - before.atMs < FRESH_MS) return before.answered
    const answered = ask()
    this.#asked.set(question, { atMs, answered })
    answered.catch(() => this.#asked.delete(question))
    return answered
  }
}

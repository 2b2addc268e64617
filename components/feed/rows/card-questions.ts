import type { FeedItem } from '#lib/feed/feed-item.ts'
import type { Answer } from '#lib/http/contract.ts'

type Looked = Pick<FeedItem, 'id' | 'revision'>
type Ask = (ids: readonly string[]) => Promise<Answer<'GET /api/cards'>>
type Known = { readonly revision: string; readonly isClosed: boolean }

const MAX_ASKED = 100

/**
 * Which cards do not open to the viewer, of the rows that somebody has looked at: the question is asked of the portal, whose requests
 * all share, so it costs what a person's attention costs. One is under way at a time; what gathers meanwhile goes with the next.
 */
export class CardQuestions {
  readonly #isHidden: () => boolean
  readonly #known = new Map<string, Known>()
  /** Revisions by id. */
  readonly #wanted = new Map<string, string>()
  readonly #listeners = new Set<() => void>()
  #isAsking = false

  /** @param isHidden whether nobody can see the page. */
  constructor(isHidden: () => boolean) {
    this.#isHidden = isHidden
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** False until it is known otherwise of the item as it is. */
  isClosed({ id, revision }: Looked): boolean {
    const known = this.#known.get(id)
    return known?.revision === revision && known.isClosed
  }

  /** Somebody looks at the item. Never rejects: what was not answered is asked when it is looked at again. */
  async look({ id, revision }: Looked, ask: Ask): Promise<void> {
    if (this.#isHidden() || this.#known.get(id)?.revision === revision) return
    this.#wanted.set(id, revision)
    if (this.#isAsking) return
    this.#isAsking = true
    while (this.#wanted.size > 0) await this.#askOnce(ask)
    this.#isAsking = false
  }

  async #askOnce(ask: Ask): Promise<void> {
    const asked = new Map([...this.#wanted].slice(0, MAX_ASKED))
    for (const id of asked.keys()) this.#wanted.delete(id)
    if (this.#isHidden()) return
    const answer = await ask([...asked.keys()]).catch(() => null)
    if (answer === null) return
    const closed = new Set(answer.closed)
    for (const [id, revision] of asked) {
      const isClosed = closed.has(id)
      if (isClosed || !answer.isPartial) this.#known.set(id, { revision, isClosed })
    }
    for (const listener of this.#listeners) listener()
  }
}

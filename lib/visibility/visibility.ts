/** An item at one revision: a change of the item may change who sees it. */
export type Question = {
  readonly entityTypeId: number
  readonly itemId: number
  readonly revision: bigint
}

/** Whether the CRM showed an item to a viewer when this process last asked, and whether it ever did. */
type Mark = Question & {
  readonly visible: boolean
  readonly wasShown: boolean
  readonly isRemoved: boolean
  readonly untilMs: number
}

const keptMs = 3 * 60_000
const maxMarks = 20_000

export const keyOf = ({ entityTypeId, itemId }: { entityTypeId: number; itemId: number }) => `${entityTypeId}:${itemId}`

/** What one viewer may see, as the CRM last answered. The oldest answers make room for new ones. */
export class VisibilityMarks {
  readonly #marks = new Map<string, Mark>()

  get size(): number {
    return this.#marks.size
  }

  /** A mark holds for one revision and some minutes. */
  get(key: string, revision: bigint, nowMs: number): boolean | undefined {
    const mark = this.#marks.get(key)
    return mark && mark.revision === revision && mark.untilMs > nowMs ? mark.visible : undefined
  }

  /** The last answer, however old; undefined when this process knows nothing of the item. */
  last(key: string): { readonly visible: boolean; readonly wasShown: boolean } | undefined {
    return this.#marks.get(key)
  }

  /** @returns whether the same revision was answered the other way before: the viewer's rights have changed. */
  set(question: Question, visible: boolean, nowMs: number): boolean {
    const key = keyOf(question)
    const before = this.#marks.get(key)
    const [oldest] = this.#marks.keys()
    if (!before && oldest !== undefined && this.#marks.size >= maxMarks) this.#marks.delete(oldest)
    this.#marks.delete(key)
    this.#marks.set(key, {
      ...question,
      visible,
      wasShown: visible || before?.wasShown === true,
      isRemoved: false,
      untilMs: nowMs + keptMs,
    })
    return before !== undefined && before.revision === question.revision && before.visible !== visible
  }

  /** The CRM has the item no more, so there is nothing to ask again. */
  remove(key: string): void {
    const mark = this.#marks.get(key)
    if (mark) this.#marks.set(key, { ...mark, isRemoved: true })
  }

  /** What was answered too long ago, the newest first. */
  expired(nowMs: number, limit: number): Question[] {
    return [...this.#marks.values()]
      .filter((mark) => mark.untilMs <= nowMs && !mark.isRemoved)
      .reverse()
      .slice(0, limit)
  }
}

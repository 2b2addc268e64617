/** An item at one revision: a change of the item may change who sees it. */
export type Question = {
  readonly entityTypeId: number
  readonly itemId: number
  readonly revision: bigint
  /** The item's first revision: an answer from before is about a former item that had its number. */
  readonly since?: bigint
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

  /** The last answer, however old, but none from before `since`; undefined when this process knows nothing of the item. */
  last(key: string, since = 0n): { readonly visible: boolean; readonly wasShown: boolean } | undefined {
    const mark = this.#marks.get(key)
    return mark && mark.revision >= since ? mark : undefined
  }

  /** @returns whether the same revision was answered the other way before: the viewer's rights have changed. */
  set(question: Question, visible: boolean, nowMs: number): boolean {
    const key = keyOf(question)
    const known = this.#marks.get(key)
    const before = known && known.revision >= (question.since ?? 0n) ? known : undefined
    const [oldest] = this.#marks.keys()
    if (!known && oldest !== undefined && this.#marks.size >= maxMarks) this.#marks.delete(oldest)
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

  /** The last answer is believed no more. @returns what to ask again; undefined where there was none, or the item is gone. */
  doubt(key: string): Question | undefined {
    const mark = this.#marks.get(key)
    if (!mark || mark.isRemoved) return undefined
    this.#marks.set(key, { ...mark, untilMs: Number.NEGATIVE_INFINITY })
    return mark
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

import { itemKey } from '../bitrix24/item-ref.ts'
import type { RemoteItem } from '../bitrix24/remote-item.ts'
import { pauseAfter } from '../platform/backoff.ts'
import { dropOldest } from '../platform/drop-oldest.ts'

/** An item at one revision: a change of the item may change who sees it. */
export type Question = {
  readonly entityTypeId: number
  readonly itemId: number
  readonly revision: bigint
  /** The item's first revision: an answer from before is about a former item that had its number. */
  readonly since?: bigint
  /** What would be told; left out where only the right is asked for. */
  readonly read?: RemoteItem
}

/**
 * What the CRM answered of an item. `shown`: it shows the viewer the item as it stands in the feed. `visible`: it shows the item, and
 * whether in the same state is not known. `hidden`: it shows nothing.
 */
export type Sight = 'shown' | 'visible' | 'hidden'

/** Whether the CRM showed an item to a viewer when this process last asked, and whether it ever did. */
type Mark = {
  readonly entityTypeId: number
  readonly itemId: number
  readonly revision: bigint
  readonly visible: boolean
  readonly wasShown: boolean
  /** The lowest revision that was shown as it stood in the feed; null for none. */
  readonly shownSince: bigint | null
  /** The last such revision. */
  readonly shownLast: bigint | null
  readonly isRemoved: boolean
  readonly answeredAtMs: number
  readonly untilMs: number
}

/** A row as it was found stale, how often, and until when nobody is asked about it again. */
type Stale = {
  readonly revision: bigint
  readonly updatedMs: number | null
  readonly tries: number
  readonly atMs: number
  readonly untilMs: number
}

const maxStale = 2_000
const staleMs = { first: 400, longest: 30_000 }

const updatedMsOf = ({ read }: Question) => read?.updatedAt?.getTime() ?? null

function isSameRow(stale: Stale, question: Question): boolean {
  return stale.revision === question.revision && stale.updatedMs === updatedMsOf(question)
}

export const keptMs = 3 * 60_000
const maxMarks = 20_000

/** What one viewer may see, as the CRM last answered. The oldest answers make room for new ones. */
export class ItemMarks {
  readonly #marks = new Map<string, Mark>()
  /** Items that the CRM shows otherwise than the feed has them, until they were looked at again. */
  readonly #stale = new Map<string, Stale>()

  get size(): number {
    return this.#marks.size + this.#stale.size
  }

  /** A mark holds for one revision and some minutes. */
  get(key: string, revision: bigint, nowMs: number): boolean | undefined {
    const mark = this.#marks.get(key)
    return mark && mark.revision === revision && mark.untilMs > nowMs ? mark.visible : undefined
  }

  /** The last answer, however old, but none from before `since`; undefined when this process knows nothing of the item. */
  last(key: string, since = 0n): Pick<Mark, 'visible' | 'wasShown' | 'shownSince' | 'answeredAtMs'> | undefined {
    const mark = this.#marks.get(key)
    return mark && mark.revision >= since ? mark : undefined
  }

  /** Whether the CRM showed the item within minutes, whichever revision it is at now. */
  isVisibleNow(key: string, since: bigint, nowMs: number): boolean {
    const mark = this.#marks.get(key)
    return mark !== undefined && mark.revision >= since && mark.visible && mark.untilMs > nowMs
  }

  /** @returns whether the same revision was answered the other way before: the viewer's rights have changed. */
  set(question: Question, sight: Sight, nowMs: number): boolean {
    const { entityTypeId, itemId, revision, read } = question
    const key = itemKey(question)
    const known = this.#marks.get(key)
    const before = known && known.revision >= (question.since ?? 0n) ? known : undefined
    const visible = sight !== 'hidden'
    this.#stale.delete(key)
    dropOldest(this.#marks, key, maxMarks)
    this.#marks.delete(key)
    this.#marks.set(key, {
      ...{ entityTypeId, itemId, revision, visible },
      wasShown: visible || before?.wasShown === true,
      shownSince: before?.shownSince ?? (sight === 'shown' ? revision : null),
      shownLast: sight === 'shown' ? revision : (before?.shownLast ?? null),
      isRemoved: false,
      answeredAtMs: nowMs,
      // Whether the row is as the CRM shows it was not asked: that is, before it is told.
      untilMs: visible && !read ? Math.min(nowMs, before?.untilMs ?? nowMs) : nowMs + keptMs,
    })
    return before !== undefined && before.revision === revision && before.visible !== visible
  }

  /** The CRM shows the item otherwise than the feed has it: nothing is decided until the row has been read anew. */
  setStale(question: Question, nowMs: number): void {
    const key = itemKey(question)
    const before = this.#stale.get(key)
    const tries = before && isSameRow(before, question) ? before.tries + 1 : 1
    dropOldest(this.#stale, key, maxStale)
    const untilMs = nowMs + pauseAfter(tries, staleMs)
    this.#stale.set(key, { revision: question.revision, updatedMs: updatedMsOf(question), tries, atMs: nowMs, untilMs })
  }

  /** When the CRM last showed an item otherwise than the feed had it, and since then nothing was decided; null for never. */
  staleSinceMs(key: string): number | null {
    return this.#stale.get(key)?.atMs ?? null
  }

  /** Whether the row is still the one that was found stale. */
  isStale(question: Question): boolean {
    const stale = this.#stale.get(itemKey(question))
    return stale !== undefined && isSameRow(stale, question)
  }

  /** Whether the row was found stale a moment ago, so that asking again would answer the same. */
  isStaleYet(question: Question, nowMs: number): boolean {
    return this.isStale(question) && (this.#stale.get(itemKey(question))?.untilMs ?? 0) > nowMs
  }

  /**
   * Whether the CRM showed the viewer the item in the very state of this row, and shows it still, though in another state: what
   * somebody has seen may be told until the row has been read anew, however long that takes.
   */
  isKnownState(question: Question, nowMs: number): boolean {
    const key = itemKey(question)
    const isShown = this.isStale(question) && nowMs - (this.#stale.get(key)?.atMs ?? 0) < keptMs
    return isShown && this.#marks.get(key)?.shownLast === question.revision
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

  /** As if all had been answered that much earlier. */
  age(ms: number): void {
    for (const [key, mark] of this.#marks) {
      this.#marks.set(key, { ...mark, answeredAtMs: mark.answeredAtMs - ms, untilMs: mark.untilMs - ms })
    }
    for (const [key, stale] of this.#stale)
      this.#stale.set(key, { ...stale, atMs: stale.atMs - ms, untilMs: stale.untilMs - ms })
  }
}

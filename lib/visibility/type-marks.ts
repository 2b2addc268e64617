import { dropOldest } from '../platform/drop-oldest.ts'
import type { TypeSight } from './ask-visible.ts'
import { keptMs } from './item-marks.ts'

/** Twice as many as a portal may watch: a viewer may ask about any number. */
const maxTypes = 200

type TypeMark = { readonly isListed: boolean; readonly askedAtMs: number; readonly untilMs: number }

/** Which types the CRM lists for a viewer, when it was asked, and how long that holds. */
export class TypeMarks {
  readonly #marks = new Map<number, TypeMark>()

  /** What was answered last, however long ago. */
  isListed(type: number): boolean {
    return this.#marks.get(type)?.isListed === true
  }

  /** The last answer since the watch began, however long ago. */
  last(type: number, begunAtMs: number): Pick<TypeMark, 'isListed' | 'askedAtMs'> | null {
    const mark = this.#marks.get(type)
    return mark && mark.askedAtMs >= begunAtMs ? mark : null
  }

  /** Whether it was answered within three minutes, and asked since the watch began: before, it was perhaps another type. */
  isDecided(type: number, nowMs: number, begunAtMs = 0): boolean {
    const mark = this.#marks.get(type)
    return mark !== undefined && mark.untilMs > nowMs && mark.askedAtMs >= begunAtMs
  }

  /** @returns whether a type is listed that was not before, or the other way round. */
  decide(type: number, sight: TypeSight, { askedAtMs, nowMs }: { askedAtMs: number; nowMs: number }): boolean {
    const before = this.#marks.get(type)
    // Whoever knew a type before it was deleted may hear that it was.
    const isListed = sight === 'listed' || (sight === 'gone' && before?.isListed === true)
    dropOldest(this.#marks, type, maxTypes)
    this.#marks.set(type, { isListed, askedAtMs, untilMs: nowMs + keptMs })
    return before !== undefined && before.isListed !== isListed
  }

  /** Forgets the others, and what was answered of a type from before its watch began. */
  retain(types: ReadonlySet<number>, begunAtMs: ReadonlyMap<number, number>): void {
    for (const [type, { askedAtMs }] of this.#marks)
      if (!types.has(type) || askedAtMs < (begunAtMs.get(type) ?? 0)) this.#marks.delete(type)
  }

  /** What was answered too long ago. */
  expired(nowMs: number): number[] {
    return [...this.#marks].filter(([, { untilMs }]) => untilMs <= nowMs).map(([type]) => type)
  }

  /** As if all had been answered that much earlier. */
  age(ms: number): void {
    for (const [type, mark] of this.#marks) this.#marks.set(type, { ...mark, untilMs: mark.untilMs - ms })
  }
}

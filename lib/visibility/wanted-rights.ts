import { itemKey } from '../bitrix24/item-ref.ts'
import type { Question } from './item-marks.ts'

/** What somebody waits to hear; without any question whether the viewer is an admin, which comes with every answer. */
export type Wanted = {
  readonly questions: readonly Question[]
  /** Types of which it is to be asked whether the CRM lists them at all. */
  readonly types?: readonly number[]
  /** A person waits for a screen. */
  readonly isUrgent: boolean
}

/** What one viewer's pages want to know and has not been asked yet. */
export class WantedRights {
  readonly #questions = new Map<string, Question>()
  readonly #types = new Set<number>()
  #isAdminWanted = false
  #isUrgent = false

  get questions(): Question[] {
    return [...this.#questions.values()]
  }

  get types(): number[] {
    return [...this.#types]
  }

  /** Somebody waits to hear whether the viewer is an admin, whatever items are asked about. */
  get isAdminWanted(): boolean {
    return this.#isAdminWanted
  }

  /** A person waits for a screen, also where an open page of the same viewer asked first. */
  get isUrgent(): boolean {
    return this.#isUrgent
  }

  add({ questions, types = [], isUrgent }: Wanted): void {
    for (const question of questions) {
      const before = this.#questions.get(itemKey(question))
      const isBetter =
        before?.revision === question.revision ? !before.read : (before?.revision ?? -1n) < question.revision
      if (isBetter) this.#questions.set(itemKey(question), question)
    }
    for (const type of types) this.#types.add(type)
    if (questions.length === 0) this.#isAdminWanted = true
    if (isUrgent) this.#isUrgent = true
  }

  /** A request goes out, and only these questions are wanted still: it answers who is an admin, and who comes from now on waits anew. */
  asked(left: readonly Question[]): void {
    this.#questions.clear()
    for (const question of left) this.#questions.set(itemKey(question), question)
    this.#isAdminWanted = false
    this.#isUrgent = false
  }

  answered(types: Iterable<number>): void {
    for (const type of types) this.#types.delete(type)
    this.#isAdminWanted = false
  }

  clear(): void {
    this.#questions.clear()
    this.#types.clear()
    this.#isAdminWanted = false
    this.#isUrgent = false
  }
}

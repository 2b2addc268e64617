import type { Answer } from './answer.ts'
import type { Portal } from './portal.ts'
import type { Given, Seen } from './seen.ts'

/** What an answer says otherwise than its page; null where it does not. */
export type Judgement = string | null

export type Outcome = { readonly answers: readonly Answer[]; readonly problems: readonly string[] }

/** One promise of Bitrix24 that the app relies on. */
export type Check = {
  /** The page of the official documentation that makes it. */
  readonly page: string
  /** Names it among all checks. */
  readonly title: string
  /** Names in its answers that depend on the portal. */
  readonly mayLack: readonly string[]
  /** Why this portal has nothing to ask about; null where it has. */
  readonly lacks: (seen: Seen) => string | null
  /** Asks and judges. */
  readonly run: (portal: Portal, seen: Seen) => Promise<Outcome>
}

type Written<T, Answers extends readonly Answer[]> = {
  readonly page: string
  readonly title: string
  readonly mayLack?: readonly string[]
  readonly ask: (portal: Portal, given: T, seen: Seen) => Promise<readonly [...Answers]>
  readonly judge: (answers: readonly [...Answers], given: T, seen: Seen) => readonly Judgement[]
}

/** A check of what is `given`: it is left out where a portal has nothing of the kind. */
export function check<T, const Answers extends readonly Answer[]>(
  given: Given<T>,
  { page, title, mayLack = [], ask, judge }: Written<T, Answers>,
): Check {
  return {
    ...{ page, title, mayLack },
    lacks: (seen) => (given.of(seen) === null ? given.lacks : null),
    run: async (portal, seen) => {
      const about = given.of(seen)
      if (about === null) return { answers: [], problems: [] }
      const answers = await ask(portal, about, seen)
      return { answers, problems: judge(answers, about, seen).filter((problem) => problem !== null) }
    },
  }
}

/** A judgement by its condition. */
export function unless(isTrue: boolean, problem: string): Judgement {
  return isTrue ? null : problem
}

import type { Translate } from '#components/frame/language-provider.tsx'

const known = ['received', 'recorded', 'duplicate', 'removed', 'not_found', 'not_watched', 'parked'] as const

/** What became of an announcement, in words; a word that this version does not know stays as it is. */
export function outcomeText(t: Translate, outcome: string): string {
  const match = known.find((each) => each === outcome)
  return match === undefined ? outcome : t(`diagnostics.outcome.${match}`)
}

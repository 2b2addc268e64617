import type { Translate } from '#components/frame/language-provider.tsx'
import { formatNumber } from '#lib/language/translate.ts'

/** What was created in one stretch of time, by its name. */
export type Stretch = { readonly key: string; readonly label: string; readonly people: number; readonly robots: number }

/** The figures as a table: the stretches in which there was something, each with its sum, and all of them together. */
export function activityTable(t: Translate, locale: string, stretches: readonly Stretch[]) {
  const cellsOf = (label: string, people: number, robots: number) => [
    label,
    ...[people, robots, people + robots].map((count) => formatNumber(locale, count)),
  ]
  const sum = (of: (stretch: Stretch) => number) => stretches.reduce((total, stretch) => total + of(stretch), 0)
  const filled = stretches.filter(({ people, robots }) => people + robots > 0)
  return {
    head: [t('activity.when'), t('activity.people'), t('activity.robots'), t('activity.sum')],
    rows: filled.map(({ key, label, people, robots }) => ({ key, cells: cellsOf(label, people, robots) })),
    foot: cellsOf(
      t('activity.sum'),
      sum(({ people }) => people),
      sum(({ robots }) => robots),
    ),
  }
}

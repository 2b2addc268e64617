import type { Translate } from '#components/frame/language-provider.tsx'
import type { DraftEffects } from './draft-effects.ts'

const told = ['ticked', 'tickedHistory', 'unticked', 'opened', 'closed'] as const

/** What was saved, in words. */
export function effectsText(t: Translate, locale: string, effects: DraftEffects): string {
  const names = new Intl.ListFormat(locale, { style: 'narrow', type: 'conjunction' })
  const sentences = told
    .filter((kind) => effects[kind].length > 0)
    .map((kind) => t(`settings.done.${kind}`, { titles: names.format(effects[kind].map(({ title }) => title)) }))
  return [t('settings.saved'), ...sentences].join(' ')
}

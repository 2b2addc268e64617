import { useText } from '#components/frame/language-provider.tsx'
import { SegmentedChoice } from '#components/ui/segmented-choice.tsx'
import type { History } from '#lib/watches/watch.ts'

type HistoryChoiceProps = {
  readonly title: string
  readonly value: History
  readonly isDisabled: boolean
  readonly onChange: (history: History) => void
}

const choices: readonly History[] = ['none', 'week', 'last500']

/** Where the feed of a newly ticked type begins. */
export function HistoryChoice({ title, value, isDisabled, onChange }: HistoryChoiceProps) {
  const t = useText()
  return (
    <SegmentedChoice
      caption={t('settings.history.caption')}
      legend={t('settings.history', { title })}
      choices={choices.map((choice) => ({ value: choice, label: t(`settings.history.${choice}`) }))}
      value={value}
      hint={t(`settings.history.${value}.hint`)}
      isDisabled={isDisabled}
      onChange={onChange}
    />
  )
}

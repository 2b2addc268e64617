import { useText } from '#components/frame/language-provider.tsx'
import { SegmentedChoice } from '#components/ui/segmented-choice.tsx'
import type { Visibility } from '#lib/watches/watch.ts'

type VisibilityChoiceProps = {
  readonly title: string
  readonly value: Visibility
  readonly isDisabled: boolean
  readonly onChange: (visibility: Visibility) => void
}

const choices: readonly Visibility[] = ['crm', 'portal']

/** Who sees the items of one type. */
export function VisibilityChoice({ title, value, isDisabled, onChange }: VisibilityChoiceProps) {
  const t = useText()
  return (
    <SegmentedChoice
      caption={t('settings.visibility.caption')}
      legend={t('settings.visibility', { title })}
      choices={choices.map((choice) => ({ value: choice, label: t(`settings.visibility.${choice}`) }))}
      value={value}
      hint={t(`settings.visibility.${value}.hint`)}
      isDisabled={isDisabled}
      onChange={onChange}
    />
  )
}

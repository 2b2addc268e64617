import { Combobox } from '@base-ui/react/combobox'
import { useId } from 'react'
import { useText } from '#components/frame/language-provider.tsx'
import { CloseIcon } from '#components/ui/icons.tsx'
import { type Choice, ChoiceList, ChoiceTrigger } from './choice-list.tsx'

type ChoicesFieldProps = {
  readonly label: string
  readonly choices: readonly Choice[]
  readonly values: readonly string[]
  /** What a chosen value that is not among the choices is called. */
  readonly unlisted: (value: string) => string
  readonly onChange: (values: readonly string[]) => void
}

/** Several of many, found by typing. */
export function ChoicesField({ label, choices, values, unlisted, onChange }: ChoicesFieldProps) {
  const t = useText()
  const id = useId()
  const chosen = values.map(
    (value) => choices.find((choice) => choice.value === value) ?? { value, label: unlisted(value) },
  )
  return (
    <div className="grid min-w-0 grid-cols-1 gap-1">
      <label htmlFor={id} className="text-sm text-muted">
        {label}
      </label>
      <Combobox.Root
        items={choices}
        multiple
        value={chosen}
        isItemEqualToValue={(one, other) => one.value === other.value}
        onValueChange={(wanted) => onChange(wanted.map(({ value }) => value))}
      >
        <Combobox.InputGroup className="flex items-start rounded-control border-[1.5px] border-stroke bg-card focus-within:border-primary">
          <Combobox.Chips className="flex min-h-[31px] min-w-0 flex-1 flex-wrap items-center gap-1 px-1.5 py-[3px]">
            {chosen.map((choice) => (
              <Combobox.Chip
                key={choice.value}
                aria-label={choice.label}
                className="flex h-6 max-w-full min-w-0 items-center rounded-sm bg-tint ps-2 text-sm text-link outline-offset-[-2px] outline-primary data-highlighted:outline-2"
              >
                <bdi className="truncate">{choice.label}</bdi>
                <Combobox.ChipRemove
                  aria-label={t('filter.remove', { condition: choice.label })}
                  className="grid size-6 shrink-0 cursor-pointer place-items-center"
                >
                  <CloseIcon className="size-3.5" />
                </Combobox.ChipRemove>
              </Combobox.Chip>
            ))}
            <Combobox.Input
              id={id}
              placeholder={chosen.length === 0 ? t('filter.any') : ''}
              className="h-6 min-w-16 flex-1 bg-transparent ps-1.5 text-lg text-strong outline-none placeholder:text-muted"
            />
          </Combobox.Chips>
          <ChoiceTrigger label={label} className="mt-px" />
        </Combobox.InputGroup>
        <ChoiceList />
      </Combobox.Root>
    </div>
  )
}

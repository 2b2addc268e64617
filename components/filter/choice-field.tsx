import { Combobox } from '@base-ui/react/combobox'
import { useId, useMemo } from 'react'
import { useText } from '#components/frame/language-provider.tsx'
import { type Choice, ChoiceClear, ChoiceList, ChoiceTrigger } from './choice-list.tsx'

type ChoiceFieldProps = {
  readonly label: string
  readonly choices: readonly Choice[]
  readonly value: string | undefined
  /** What a chosen value that is not among the choices is called. */
  readonly unlisted: (value: string) => string
  readonly onChange: (value: string | undefined) => void
  /** Hears what is typed, to bring more choices. */
  readonly onSearch?: ((words: string) => void) | undefined
}

/** One of many, found by typing. */
export function ChoiceField({ label, choices, value, unlisted, onChange, onSearch }: ChoiceFieldProps) {
  const t = useText()
  const id = useId()
  const shown = value === undefined ? '' : (choices.find((choice) => choice.value === value)?.label ?? unlisted(value))
  // Another object would pass for another choice, and take the place of what is being typed as soon as more choices come.
  const chosen = useMemo(() => (value === undefined ? null : { value, label: shown }), [value, shown])
  return (
    <div className="grid min-w-0 grid-cols-1 gap-1">
      <label htmlFor={id} className="text-sm text-muted">
        {label}
      </label>
      <Combobox.Root
        items={choices}
        value={chosen}
        isItemEqualToValue={(one, other) => one.value === other.value}
        onValueChange={(choice) => onChange(choice?.value)}
        onInputValueChange={(words, { reason }) => {
          if (reason === 'input-change') onSearch?.(words.trim())
        }}
      >
        <Combobox.InputGroup className="flex h-[34px] items-center rounded-control border-[1.5px] border-stroke bg-card focus-within:border-primary">
          <Combobox.Input
            id={id}
            placeholder={t('filter.any')}
            className="h-full w-full min-w-0 flex-1 bg-transparent ps-3 text-lg text-strong outline-none placeholder:text-muted"
          />
          {chosen === null ? null : <ChoiceClear condition={label} />}
          <ChoiceTrigger label={label} />
        </Combobox.InputGroup>
        <ChoiceList />
      </Combobox.Root>
    </div>
  )
}

import { useId } from 'react'

type SegmentedChoiceProps<T extends string> = {
  /** What is chosen. */
  readonly caption: string
  /** The same and of what, for who cannot see where it stands. */
  readonly legend: string
  readonly choices: readonly { readonly value: T; readonly label: string }[]
  readonly value: T
  /** What the chosen one means. */
  readonly hint: string
  readonly isDisabled: boolean
  readonly onChange: (value: T) => void
}

/** A few choices side by side, and one sentence on what the chosen one means. */
export function SegmentedChoice<T extends string>(props: SegmentedChoiceProps<T>) {
  const { caption, legend, choices, value, hint, isDisabled, onChange } = props
  const group = useId()
  return (
    <fieldset className="mt-2.5" disabled={isDisabled}>
      <legend className="sr-only">{legend}</legend>
      <p aria-hidden="true" className="mb-1 text-sm font-medium text-body">
        {caption}
      </p>
      <div className="inline-flex flex-wrap gap-0.5 rounded-control bg-grey-soft p-0.5">
        {choices.map((choice) => (
          <label
            key={choice.value}
            className="cursor-pointer rounded-sm px-2.5 py-1 text-sm text-body transition-colors has-checked:bg-card has-checked:font-medium has-checked:text-strong has-checked:shadow-soft has-focus-visible:outline-2 has-focus-visible:outline-primary"
          >
            <input
              type="radio"
              name={group}
              value={choice.value}
              checked={choice.value === value}
              onChange={() => onChange(choice.value)}
              className="sr-only"
            />
            {choice.label}
          </label>
        ))}
      </div>
      <p className="mt-1.5 text-sm text-muted">{hint}</p>
    </fieldset>
  )
}

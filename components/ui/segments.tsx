type SegmentsProps<Value extends string> = {
  readonly label: string
  readonly options: readonly { readonly value: Value; readonly label: string }[]
  readonly value: Value
  readonly onChange: (value: Value) => void
}

/** One of a few, side by side. */
export function Segments<Value extends string>({ label, options, value, onChange }: SegmentsProps<Value>) {
  return (
    <fieldset className="flex min-w-0 rounded-control bg-page p-0.5">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
          className="h-6 cursor-pointer rounded-sm px-2.5 text-xs font-medium text-body hover:bg-card/60 aria-pressed:bg-card aria-pressed:text-link aria-pressed:shadow-soft"
        >
          {option.label}
        </button>
      ))}
    </fieldset>
  )
}

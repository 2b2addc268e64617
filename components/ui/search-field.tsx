import { CloseIcon, SearchIcon } from './icons.tsx'

type SearchFieldProps = {
  readonly value: string
  readonly label: string
  readonly clearLabel: string
  readonly onChange: (value: string) => void
}

export function SearchField({ value, label, clearLabel, onChange }: SearchFieldProps) {
  return (
    <div className="relative">
      <SearchIcon className="pointer-events-none absolute start-2.5 top-2 size-[18px] text-muted" />
      <input
        type="search"
        value={value}
        placeholder={label}
        aria-label={label}
        onChange={(event) => onChange(event.target.value)}
        className="control px-9"
      />
      {value === '' ? null : (
        <button
          type="button"
          aria-label={clearLabel}
          onClick={() => onChange('')}
          className="absolute end-1.5 top-1.5 grid size-[22px] cursor-pointer place-items-center rounded-full text-muted hover:bg-hover"
        >
          <CloseIcon className="size-4" />
        </button>
      )}
    </div>
  )
}

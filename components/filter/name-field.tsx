import { type FormEvent, type KeyboardEvent, useState } from 'react'
import { useText } from '#components/frame/language-provider.tsx'
import { CheckIcon } from '#components/ui/icons.tsx'

const LONGEST_NAME = 60

type NameFieldProps = {
  readonly label: string
  readonly name: string
  readonly onName: (name: string) => void
  readonly onCancel: () => void
}

/** Asks for a name in place: Enter takes it, Esc leaves everything as it was. */
export function NameField({ label, name, onName, onCancel }: NameFieldProps) {
  const t = useText()
  const [typed, setTyped] = useState(name)

  function submit(event: FormEvent): void {
    event.preventDefault()
    const wanted = typed.trim()
    if (wanted !== '') onName(wanted)
  }

  function press(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return
    // Only this field, not the window around it.
    event.stopPropagation()
    onCancel()
  }

  return (
    <form onSubmit={submit} className="flex items-center gap-1">
      <input
        // biome-ignore lint/a11y/noAutofocus: it appears because somebody asked to type a name
        autoFocus
        aria-label={label}
        placeholder={label}
        maxLength={LONGEST_NAME}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={press}
        className="h-7 w-full min-w-0 rounded-sm border-[1.5px] border-stroke bg-card px-2 text-sm text-strong outline-none focus:border-primary"
      />
      <button
        type="submit"
        aria-label={t('views.keep')}
        className="grid size-7 shrink-0 cursor-pointer place-items-center rounded-sm text-link hover:bg-hover"
      >
        <CheckIcon className="size-5" />
      </button>
    </form>
  )
}

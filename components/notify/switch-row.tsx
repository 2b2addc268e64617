import { useId } from 'react'
import { Toggle } from '#components/ui/toggle.tsx'

type SwitchRowProps = {
  readonly label: string
  readonly hint?: string
  /** Why it would do nothing, or null: then it cannot be switched on, and is told to be of no use where it is. */
  readonly silence?: string | null
  readonly testId: string
  readonly isOn: boolean
  readonly onChange: (isOn: boolean) => void
}

/** A switch with its words, and what they mean. */
export function SwitchRow({ label, hint, silence = null, testId, isOn, onChange }: SwitchRowProps) {
  const hintId = useId()
  const words = silence ?? hint
  return (
    <div className="flex items-start gap-3 border-b border-divider py-2.5 last:border-b-0">
      <div className="min-w-0 flex-1">
        <p className="text-strong">{label}</p>
        {words === undefined ? null : (
          <p
            id={hintId}
            data-testid={`${testId}-hint`}
            className={`text-sm ${silence !== null && isOn ? 'text-warning' : 'text-muted'}`}
          >
            {words}
          </p>
        )}
      </div>
      <Toggle
        data-testid={testId}
        isOn={isOn}
        label={label}
        aria-describedby={words === undefined ? undefined : hintId}
        disabled={silence !== null && !isOn}
        onChange={onChange}
      />
    </div>
  )
}

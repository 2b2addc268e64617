import type { ReactNode } from 'react'
import { Toggle } from '#components/ui/toggle.tsx'

type SwitchRowProps = {
  readonly label: string
  readonly hint?: ReactNode
  readonly testId: string
  readonly isOn: boolean
  readonly isDisabled?: boolean
  readonly onChange: (isOn: boolean) => void
}

/** A switch with its words, and what they mean. */
export function SwitchRow({ label, hint, testId, isOn, isDisabled = false, onChange }: SwitchRowProps) {
  return (
    <div className="flex items-start gap-3 border-b border-divider py-2.5 last:border-b-0">
      <div className="min-w-0 flex-1">
        <p className="text-strong">{label}</p>
        {hint === undefined ? null : <p className="text-sm text-muted">{hint}</p>}
      </div>
      <Toggle data-testid={testId} isOn={isOn} label={label} disabled={isDisabled} onChange={onChange} />
    </div>
  )
}

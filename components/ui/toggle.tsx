import type { ComponentProps } from 'react'

type ToggleProps = Omit<ComponentProps<'button'>, 'onChange' | 'role'> & {
  readonly isOn: boolean
  readonly label: string
  readonly onChange: (isOn: boolean) => void
}

/** An on/off switch. */
export function Toggle({ isOn, label, onChange, ...rest }: ToggleProps) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={isOn}
      aria-label={label}
      onClick={() => onChange(!isOn)}
      className="group relative h-5 w-9 shrink-0 cursor-pointer rounded-full bg-switch-off transition-colors aria-checked:bg-filled disabled:cursor-default disabled:opacity-30"
      {...rest}
    >
      <span className="absolute start-0.5 top-0.5 size-4 rounded-full bg-white shadow-soft transition-[inset-inline-start] group-aria-checked:start-[18px] motion-reduce:transition-none" />
    </button>
  )
}

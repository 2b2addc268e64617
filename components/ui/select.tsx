import { type ComponentProps, useId } from 'react'
import { ChevronIcon } from './icons.tsx'

type SelectProps = Omit<ComponentProps<'select'>, 'id' | 'className'> & { readonly label: string }

/** The browser's own list of choices with its label, in a field that looks like the others. */
export function Select({ label, children, ...rest }: SelectProps) {
  const id = useId()
  return (
    <div className="grid min-w-0 gap-1">
      <label htmlFor={id} className="text-sm text-muted">
        {label}
      </label>
      <span className="relative grid min-w-0">
        <select id={id} className="control cursor-pointer appearance-none truncate pe-9" {...rest}>
          {children}
        </select>
        <ChevronIcon className="pointer-events-none absolute end-2 top-[9px] size-4 text-muted" />
      </span>
    </div>
  )
}

import { useId } from 'react'

type DateFieldProps = { readonly label: string; readonly value: string; readonly onChange: (day: string) => void }

export function DateField({ label, value, onChange }: DateFieldProps) {
  const id = useId()
  return (
    <div className="grid min-w-0 gap-1">
      <label htmlFor={id} className="text-sm text-muted">
        {label}
      </label>
      <input id={id} type="date" value={value} onChange={(event) => onChange(event.target.value)} className="control" />
    </div>
  )
}

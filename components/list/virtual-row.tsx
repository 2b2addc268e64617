import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react'
import type { VirtualRows } from './use-virtual-rows.ts'

type VirtualRowProps = {
  readonly rowKey: string
  /** Its number from the top; how many there are in all is not known. */
  readonly index: number
  /** How far below the list's beginning, px. */
  readonly top: number
  readonly virtual: Pick<VirtualRows, 'isSliding' | 'measure' | 'observe'>
  readonly children: ReactNode
}

/** Puts a row in its place by a transform, so that rows which move for what came above are no shift of the layout. */
export function VirtualRow({ rowKey, index, top, virtual, children }: VirtualRowProps) {
  const row = useRef<HTMLLIElement>(null)
  const { isSliding, measure, observe } = virtual
  // After each drawing: whatever has changed in the row has come with one.
  useLayoutEffect(() => {
    if (row.current !== null) measure(rowKey, row.current)
  })
  useEffect(() => (row.current === null ? undefined : observe(row.current)), [observe])
  return (
    <li
      ref={row}
      data-row-key={rowKey}
      aria-posinset={index + 1}
      aria-setsize={-1}
      style={{ transform: `translateY(${top}px)` }}
      className={`absolute inset-x-0 top-0 ${isSliding ? 'transition-transform duration-200 motion-reduce:transition-none' : ''}`}
    >
      {children}
    </li>
  )
}

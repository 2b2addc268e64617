import { type KeyboardEvent, type RefObject, useRef, useState } from 'react'

export type RovingIndex = {
  /** The one button that the Tab key stops at. */
  readonly index: number
  readonly group: RefObject<HTMLDivElement | null>
  readonly onKeyDown: (event: KeyboardEvent) => void
}

/** Many buttons with one stop of the Tab key: arrows, Home and End go among them. `stride`: how far up and down lead. */
export function useRovingIndex(count: number, first: number, stride = 1): RovingIndex {
  const group = useRef<HTMLDivElement>(null)
  const [chosen, setChosen] = useState(first)
  const index = Math.max(0, Math.min(chosen, count - 1))

  function onKeyDown(event: KeyboardEvent): void {
    const forward = document.documentElement.dir === 'rtl' ? -1 : 1
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: forward,
      ArrowLeft: -forward,
      ArrowDown: stride,
      ArrowUp: -stride,
      Home: -index,
      End: count - 1 - index,
    }
    const step = steps[event.key]
    const next = step === undefined ? -1 : index + step
    if (next < 0 || next >= count) return
    event.preventDefault()
    setChosen(next)
    group.current?.querySelectorAll('button')[next]?.focus()
  }

  return { index, group, onKeyDown }
}

import { useEffect, useRef } from 'react'

/** A pointer on its way elsewhere, or a key held down, passes a row sooner. */
const MOMENT_MS = 300

type Attention = Readonly<Record<'onPointerMove' | 'onPointerLeave' | 'onFocus' | 'onBlur', () => void>>

/**
 * Calls `attend` when somebody has pointed at the element, or had the focus in it, for a moment: once until that ends. A pointer that
 * rests, and under which rows move as others arrive, is nobody's attention.
 */
export function useAttention(attend: () => void): Attention {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  function begin(): void {
    timer.current ??= setTimeout(attend, MOMENT_MS)
  }

  function end(): void {
    clearTimeout(timer.current)
    timer.current = undefined
  }

  useEffect(() => () => clearTimeout(timer.current), [])
  return { onPointerMove: begin, onPointerLeave: end, onFocus: begin, onBlur: end }
}

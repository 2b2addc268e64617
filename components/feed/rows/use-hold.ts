import { type FocusEvent, type RefObject, type UIEvent, useRef } from 'react'
import type { Feed } from '../state/use-feed.ts'

type Hold = {
  readonly onScroll: (event: UIEvent<HTMLElement>) => void
  readonly onFocus: (event: FocusEvent<HTMLElement>) => void
  readonly onBlur: (event: FocusEvent<HTMLElement>) => void
}

/**
 * Lets what is new wait while somebody reads: further down than `fromPx`, or with the keyboard from row to row. Rows never
 * move under the reader's eyes; a reader who is back at the top sees them arrive.
 */
export function useHold({ state, hold, release }: Feed, scroller: RefObject<HTMLElement | null>, fromPx: number): Hold {
  const hasFocus = useRef(false)

  function note(scrollTop: number): void {
    const isReading = scrollTop > fromPx || hasFocus.current
    if (isReading === state.isHolding) return
    if (isReading) hold()
    else release()
  }

  return {
    onScroll: (event) => note(event.currentTarget.scrollTop),
    onFocus(event) {
      // A click gives the focus too, but shows no ring: only a keyboard's place has to stay.
      hasFocus.current = event.target.matches('[data-row-link]:focus-visible')
      note(scroller.current?.scrollTop ?? 0)
    },
    onBlur(event) {
      // The whole window lost it, to the card's slider say: the reader will be back.
      if (document.activeElement === event.target) return
      if (event.currentTarget.contains(event.relatedTarget)) return
      hasFocus.current = false
      note(scroller.current?.scrollTop ?? 0)
    },
  }
}

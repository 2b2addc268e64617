import { type RefObject, useEffect, useEffectEvent, useLayoutEffect, useState } from 'react'
import { tabsInSight } from './tabs-in-sight.ts'

/** What "More" takes before it is there, with a counter. */
const MORE_PX = 118
/** What the list leaves around it for the ring of the tab that has the focus. */
const FOCUS_RING_PX = 4

/**
 * Which of the tabs in a list fit into it, by their places; null before they were measured. Those out of sight stay where they are,
 * out of the flow, so that they can be measured.
 */
export function useTabsInSight(list: RefObject<HTMLElement | null>, selected: number): ReadonlySet<number> | null {
  const [inSight, setInSight] = useState<ReadonlySet<number> | null>(null)

  function measure(): void {
    if (list.current === null) return
    const widths = [...list.current.querySelectorAll<HTMLElement>('[role=tab]')].map(({ offsetWidth }) => offsetWidth)
    const { parentElement: line, nextElementSibling: more } = list.current
    const roomPx = (line?.clientWidth ?? 0) - 2 * FOCUS_RING_PX
    const morePx = more instanceof HTMLElement ? more.offsetWidth : MORE_PX
    const next = tabsInSight(widths, { selected, roomPx, morePx })
    setInSight((known) =>
      known?.size === next.length && next.every((place) => known.has(place)) ? known : new Set(next),
    )
  }

  // Whatever is drawn anew may be wider: a counter, a title.
  useLayoutEffect(measure)
  const measureAgain = useEffectEvent(measure)
  useEffect(() => {
    const parent = list.current?.parentElement
    if (!parent) return
    const observer = new ResizeObserver(() => measureAgain())
    observer.observe(parent)
    return () => observer.disconnect()
  }, [list])

  return inSight
}

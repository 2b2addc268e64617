import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useReducer, useRef } from 'react'
import { flushSync } from 'react-dom'
import { heldScrollTop, holdRows, type RowAnchor } from './row-anchor.ts'
import { findNear, type RowRange, rowOffsets, rowsBetween } from './row-window.ts'
import { useRowHeights } from './use-row-heights.ts'

/** Drawn beyond the screen on either side, so that a flick of the wheel meets rows. */
const OVERSCAN_PX = 400
/** Up to so many rows all are drawn: the browser's own search finds them. */
const DRAW_ALL_UP_TO = 100

type Options = {
  readonly keys: readonly string[]
  readonly scroller: RefObject<HTMLElement | null>
  readonly estimatePx: (widthPx: number) => number
  /** Scrolled further than this, a reader keeps the place whatever comes or goes above; up to it the list stays at its top. */
  readonly keepFromPx: number
  /** Drawn wherever it is, because it has the focus. */
  readonly pinnedKey: string | null
  /** Whether rows that come on top push the others down gently, as long as the list is at its top. */
  readonly maySlide: boolean
}

export type VirtualRows = {
  /** Indices of the rows to draw, in order. */
  readonly drawn: readonly number[]
  /** Where each row begins, px; at last the list's whole height. */
  readonly offsets: Float64Array
  /** Rows move to their new places instead of jumping there. */
  readonly isSliding: boolean
  /** For the rows themselves; neither ever changes. */
  readonly measure: (key: string, row: HTMLElement) => void
  readonly observe: (row: HTMLElement) => () => void
  /** The first row on the screen. */
  readonly firstVisible: number
  readonly toTop: () => void
  /** Scrolls as little as it takes to show a row whole. */
  readonly reveal: (index: number) => void
}

type Place = { top: number; height: number; width: number; anchor: RowAnchor }

function drawnRows(count: number, { start, end }: RowRange, pinned: number): readonly number[] {
  if (count <= DRAW_ALL_UP_TO) return Array.from({ length: count }, (_, index) => index)
  const drawn = Array.from({ length: end - start }, (_, nth) => start + nth)
  if (pinned !== -1 && pinned < start) drawn.unshift(pinned)
  if (pinned >= end) drawn.push(pinned)
  return drawn
}

/** Which rows of a long list to draw, and where. Heights are measured as rows come on the screen. */
export function useVirtualRows({ keys, scroller, estimatePx, keepFromPx, ...options }: Options): VirtualRows {
  const [, redraw] = useReducer((count: number) => count + 1, 0)
  const place = useRef<Place>({ top: 0, height: 0, width: 0, anchor: [] })
  const { heights, version, measure, observe, settle, forget } = useRowHeights(redraw)
  const estimate = estimatePx(place.current.width)

  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for what is in the heights
  const offsets = useMemo(() => rowOffsets(keys, heights, estimate), [keys, heights, version, estimate])
  const isKept = place.current.top > keepFromPx
  const held = isKept ? heldScrollTop(place.current.anchor, keys, offsets) : null
  const top = held ?? place.current.top
  const shift = top - place.current.top
  const { start, end } = rowsBetween(offsets, top - OVERSCAN_PX, top + place.current.height + OVERSCAN_PX)
  const shown = useRef({ keys, offsets, start, end, pinned: -1 })
  const isSliding = options.maySlide && !isKept
  const { pinnedKey } = options
  const pinned = pinnedKey === null ? -1 : findNear(keys, pinnedKey, Math.max(0, shown.current.pinned))
  const firstVisible = rowsBetween(offsets, top, top).start

  const look = useCallback(() => {
    const now = place.current
    now.top = scroller.current?.scrollTop ?? 0
    const visible = rowsBetween(shown.current.offsets, now.top, now.top + now.height)
    now.anchor = holdRows(shown.current.keys, shown.current.offsets, now.top, visible)
    return visible
  }, [scroller])

  useLayoutEffect(() => {
    shown.current = { keys, offsets, start, end, pinned }
    const element = scroller.current
    // By as much as what is above has changed, wherever the reader has scrolled to meanwhile.
    if (element !== null && Math.abs(shift) > 0.5) element.scrollTop += shift
    look()
    settle(keys)
  })

  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    const onScroll = () => {
      const visible = look()
      // Where the screen would show a gap, React must not wait for its next turn.
      if (visible.start < shown.current.start || visible.end > shown.current.end) flushSync(redraw)
      else redraw()
    }
    const sizes = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = element
      const now = place.current
      if (width === now.width && height === now.height) return
      if (width !== now.width) forget()
      Object.assign(now, { width, height })
      redraw()
    })
    element.addEventListener('scroll', onScroll, { passive: true })
    sizes.observe(element)
    return () => {
      element.removeEventListener('scroll', onScroll)
      sizes.disconnect()
    }
  }, [scroller, look, forget])

  const reveal = useCallback(
    (index: number) => {
      const element = scroller.current
      if (element === null) return
      const [from = 0, to = 0] = shown.current.offsets.subarray(index, index + 2)
      if (from < element.scrollTop) element.scrollTop = from
      else if (to > element.scrollTop + element.clientHeight) element.scrollTop = to - element.clientHeight
      look()
    },
    [scroller, look],
  )

  const toTop = useCallback(() => {
    scroller.current?.scrollTo({ top: 0, behavior: 'instant' })
    // Rows may come before the browser tells of the scrolling.
    look()
  }, [scroller, look])

  return useMemo(
    () => ({
      drawn: drawnRows(keys.length, { start, end }, pinned),
      offsets,
      isSliding,
      measure,
      observe,
      firstVisible,
      toTop,
      reveal,
    }),
    [keys.length, start, end, pinned, offsets, isSliding, measure, observe, firstVisible, toTop, reveal],
  )
}

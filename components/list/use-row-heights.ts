import { useCallback, useRef } from 'react'

/** Two ways of measuring the same height may differ in the last digits. */
const SAME_PX = 0.1

type RowHeights = {
  /** By key, px. One map for ever; `version` tells when it is another. */
  readonly heights: ReadonlyMap<string, number>
  readonly version: number
  readonly measure: (key: string, row: HTMLElement) => void
  /** Follows a row's height for as long as it is drawn; the row carries its key as `data-row-key`. */
  readonly observe: (row: HTMLElement) => () => void
  /** To be called once all rows of a drawing are measured: draws again where a height was not as thought. */
  readonly settle: (keys: readonly string[]) => void
  /** The list has another width, so no height holds. */
  readonly forget: () => void
}

/** Keeps the heights of the rows that were on the screen, for no more rows than about twice those that there are. */
export function useRowHeights(redraw: () => void): RowHeights {
  const heights = useRef(new Map<string, number>())
  const version = useRef({ noted: 0, drawn: 0 })
  const observer = useRef<ResizeObserver>(undefined)

  const note = useCallback((key: string, heightPx: number): boolean => {
    const known = heights.current.get(key)
    if (heightPx === 0 || (known !== undefined && Math.abs(known - heightPx) < SAME_PX)) return false
    heights.current.set(key, heightPx)
    version.current.noted += 1
    return true
  }, [])

  const measure = useCallback(
    (key: string, row: HTMLElement) => void note(key, row.getBoundingClientRect().height),
    [note],
  )

  const observe = useCallback(
    (row: HTMLElement) => {
      observer.current ??= new ResizeObserver((entries) => {
        const isChanged = entries.map(({ target, borderBoxSize: [box] }) => {
          const key = target instanceof HTMLElement ? target.dataset.rowKey : undefined
          return key !== undefined && box !== undefined && note(key, box.blockSize)
        })
        if (isChanged.includes(true)) redraw()
      })
      observer.current.observe(row)
      return () => observer.current?.unobserve(row)
    },
    [note, redraw],
  )

  const settle = useCallback(
    (keys: readonly string[]) => {
      if (heights.current.size > 2 * keys.length + 200) {
        const kept = new Set(keys)
        for (const key of heights.current.keys()) if (!kept.has(key)) heights.current.delete(key)
      }
      if (version.current.drawn === version.current.noted) return
      version.current.drawn = version.current.noted
      redraw()
    },
    [redraw],
  )

  const forget = useCallback(() => {
    heights.current.clear()
    version.current.noted += 1
  }, [])

  return { heights: heights.current, version: version.current.noted, measure, observe, settle, forget }
}

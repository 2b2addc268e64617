import { type FocusEvent, type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react'

export type RowFocus = {
  /** The row that the Tab key stops at; null until a row was visited. */
  readonly activeKey: string | null
  /** Gives a row the focus as soon as it is drawn. */
  readonly focus: (key: string) => void
  readonly onFocus: (event: FocusEvent) => void
}

function keyOf(element: EventTarget): string | null {
  const row = element instanceof Element ? element.closest<HTMLElement>('[data-row-key]') : null
  return row?.dataset.rowKey ?? null
}

/** Which row has, or last had, the focus. Known by its key, so that it stays with its item while rows come and go. */
export function useRowFocus(list: RefObject<HTMLElement | null>): RowFocus {
  const [activeKey, setActiveKey] = useState<string | null>(null)
  const wanted = useRef<string | null>(null)

  useLayoutEffect(() => {
    if (wanted.current === null) return
    const row = list.current?.querySelector(`[data-row-key="${CSS.escape(wanted.current)}"]`)
    const link = row?.querySelector<HTMLElement>('[data-row-link]')
    if (!link) return
    wanted.current = null
    link.focus({ preventScroll: true })
  })

  const focus = useCallback((key: string) => {
    wanted.current = key
    setActiveKey(key)
  }, [])
  const onFocus = useCallback((event: FocusEvent) => setActiveKey(keyOf(event.target)), [])
  return { activeKey, focus, onFocus }
}

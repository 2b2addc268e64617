import { useEffect } from 'react'

/** How long after the key the browser may still ask for its own menu. */
const OWN_MENU_MS = 1_000

/** Letters are taken by their place on the keyboard, so that they work in any alphabet. */
function isMenuPress(event: KeyboardEvent): boolean {
  const isMenuKey = event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey
  return isMenuKey || (event.code === 'KeyA' && isPlain)
}

function buttonOf(target: EventTarget | null): HTMLElement | null {
  if (!(target instanceof Element) || target.closest('input, textarea, select, [role=menu], [role=dialog]')) return null
  return target.closest('[data-row-key]')?.querySelector<HTMLElement>('[data-row-actions]') ?? null
}

/** The keys that open the actions of the row in which the focus is: `A`, the Menu key, Shift+F10. */
export function useRowKeys(isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return
    let openedAt = Number.NEGATIVE_INFINITY
    function onKey(event: KeyboardEvent): void {
      const button = isMenuPress(event) ? buttonOf(event.target) : null
      if (button === null) return
      event.preventDefault()
      openedAt = performance.now()
      button.click()
    }
    function onBrowserMenu(event: Event): void {
      if (performance.now() - openedAt < OWN_MENU_MS) event.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    document.addEventListener('contextmenu', onBrowserMenu)
    return () => {
      document.removeEventListener('keydown', onKey)
      document.removeEventListener('contextmenu', onBrowserMenu)
    }
  }, [isOn])
}

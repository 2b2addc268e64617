import { useSyncExternalStore } from 'react'
import type { Theme } from '#lib/preferences/theme.ts'

const listeners = new Set<() => void>()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function shown(): Theme {
  return document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light'
}

/** The theme that is shown: the server writes it into the document, as the viewer or the portal wants it. */
export function useShownTheme(): Theme {
  return useSyncExternalStore(subscribe, shown, () => 'light')
}

/** Shows a theme at once, and after a reload of this page. */
export function showTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme
  const address = new URL(window.location.href)
  address.searchParams.set('theme', theme)
  window.history.replaceState(window.history.state, '', address)
  for (const listener of listeners) listener()
}

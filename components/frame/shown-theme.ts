import { useSyncExternalStore } from 'react'
import { portalThemeParameter, type Theme, themeIn } from '#lib/preferences/theme.ts'

const listeners = new Set<() => void>()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function shown(): Theme {
  return document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light'
}

function portal(): Theme | null {
  return themeIn(new URLSearchParams(window.location.search).get(portalThemeParameter))
}

/** The theme that is shown: the server writes it into the document, as the viewer or the portal wants it. */
export function useShownTheme(): Theme {
  return useSyncExternalStore(subscribe, shown, () => 'light')
}

/** The portal's theme, where the viewer has chosen one of their own; null while the portal's is shown. */
export function usePortalTheme(): Theme | null {
  return useSyncExternalStore(subscribe, portal, () => null)
}

/** Shows the viewer's own theme, or for null the portal's: at once, and after a reload of this page. */
export function showTheme(own: Theme | null): void {
  const ofPortal = portal() ?? shown()
  const theme = own ?? ofPortal
  document.documentElement.dataset.theme = theme
  const address = new URL(window.location.href)
  address.searchParams.set('theme', theme)
  if (own === null) address.searchParams.delete(portalThemeParameter)
  else address.searchParams.set(portalThemeParameter, ofPortal)
  window.history.replaceState(window.history.state, '', address)
  for (const listener of listeners) listener()
}

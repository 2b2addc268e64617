import type { Theme } from '#lib/preferences/theme.ts'
import { useFrame } from './frame-provider.tsx'
import { showTheme, usePortalTheme, useShownTheme } from './shown-theme.ts'

type ThemeChoice = {
  readonly theme: Theme
  /** The viewer has chosen it: it is not, or not because of that, the portal's. */
  readonly isOwn: boolean
  /** Shows a theme at once and for the viewer's next opening on any device; null is the portal's again. */
  readonly choose: (own: Theme | null) => void
}

/** The theme, and what changes it. */
export function useTheme(): ThemeChoice {
  const { api } = useFrame()

  function choose(own: Theme | null): void {
    showTheme(own)
    // What cannot be kept holds for this page.
    api.send('PUT /api/preferences', { body: { theme: own } }).catch(() => undefined)
  }

  return { theme: useShownTheme(), isOwn: usePortalTheme() !== null, choose }
}

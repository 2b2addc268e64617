import type { Theme } from '#lib/preferences/theme.ts'
import { useFrame } from './frame-provider.tsx'
import { showTheme, useShownTheme } from './shown-theme.ts'

/** The theme, and what changes it, at once and for the viewer's next opening on any device. */
export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  const { api } = useFrame()

  function change(theme: Theme): void {
    showTheme(theme)
    // What cannot be kept holds for this page.
    api.send('PUT /api/preferences', { body: { theme } }).catch(() => undefined)
  }

  return [useShownTheme(), change]
}

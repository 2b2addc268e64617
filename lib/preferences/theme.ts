/** How the screen looks: never after the viewer's operating system, which knows nothing of the portal around the frame. */
export type Theme = 'light' | 'dark'

export const themes = ['light', 'dark'] as const satisfies readonly Theme[]

/** How the proxy hands the theme of a page's address (`?theme=`) to whoever renders the page. */
export const themeHeader = 'x-frame-theme'

/** Of a page's address: the portal's theme, where the viewer has chosen one of their own, so that there is a way back. */
export const portalThemeParameter = 'portal'

/** The theme in whatever a request says; null where it names none. */
export function themeIn(text: string | null | undefined): Theme | null {
  return themes.find((theme) => theme === text) ?? null
}

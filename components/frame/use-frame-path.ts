import { useParams } from 'next/navigation'
import { portalThemeParameter } from '#lib/preferences/theme.ts'
import { useLanguageCode } from './language-provider.tsx'
import { usePortalTheme, useShownTheme } from './shown-theme.ts'

/** Builds an address below this frame's signed segment, e.g. `/f/<frame>/settings?lang=ru`: a reload keeps the language and the theme. */
export function useFramePath(): (page: 'feed' | 'settings' | 'diagnostics') => string {
  const { frame } = useParams<{ frame: string }>()
  const language = useLanguageCode()
  const theme = useShownTheme()
  const portal = usePortalTheme()
  const look = `${theme === 'dark' ? '&theme=dark' : ''}${portal === null ? '' : `&${portalThemeParameter}=${portal}`}`
  return (page) => `/f/${frame}/${page}?lang=${language}${look}`
}

import { useParams } from 'next/navigation'
import { useLanguageCode } from './language-provider.tsx'
import { useShownTheme } from './shown-theme.ts'

/** Builds an address below this frame's signed segment, e.g. `/f/<frame>/settings?lang=ru`: a reload keeps the language and the theme. */
export function useFramePath(): (page: 'feed' | 'settings' | 'diagnostics') => string {
  const { frame } = useParams<{ frame: string }>()
  const language = useLanguageCode()
  const theme = useShownTheme()
  return (page) => `/f/${frame}/${page}?lang=${language}${theme === 'dark' ? '&theme=dark' : ''}`
}

import { useParams } from 'next/navigation'
import { useLanguageCode } from './language-provider.tsx'

/** Builds an address below this frame's signed segment, e.g. `/f/<frame>/settings?lang=ru`: a reload keeps the language. */
export function useFramePath(): (page: 'feed' | 'settings' | 'diagnostics') => string {
  const { frame } = useParams<{ frame: string }>()
  const language = useLanguageCode()
  return (page) => `/f/${frame}/${page}?lang=${language}`
}

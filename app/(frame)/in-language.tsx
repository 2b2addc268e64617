import type { ReactNode } from 'react'
import { LanguageProvider } from '#components/frame/language-provider.tsx'
import { requestTexts } from '../request-texts.ts'

export type PageQuery = Promise<{ lang?: string | string[]; silent?: string | string[] }>

/**
 * A page in the language that the portal asked for (`?lang=` is Bitrix24's code), so that it speaks it before the viewer is
 * known, and also when the viewer never will be.
 */
export async function InLanguage({ query, children }: { readonly query: PageQuery; readonly children: ReactNode }) {
  const { lang } = await query
  const outer = await requestTexts()
  if (typeof lang !== 'string') return children
  const { language, messages } = await requestTexts(lang)
  if (language.code === outer.language.code) return children
  return (
    <LanguageProvider language={language} messages={messages}>
      {children}
    </LanguageProvider>
  )
}

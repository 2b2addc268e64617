import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import { LanguageProvider } from '#components/frame/language-provider.tsx'
import { requestTexts } from './request-texts.ts'
import './globals.css'

export const metadata: Metadata = {
  title: 'Smart Process Feed',
  robots: { index: false, follow: false },
  referrer: 'no-referrer',
}

export const viewport: Viewport = { width: 'device-width', initialScale: 1, colorScheme: 'light dark' }

/** Reading a header also makes every page dynamic, without which Next could not put the policy's nonce on its scripts. */
export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const { language, messages } = await requestTexts()
  return (
    <html lang={language.tag} dir={language.direction}>
      <body>
        <LanguageProvider language={language} messages={messages}>
          {children}
        </LanguageProvider>
      </body>
    </html>
  )
}

import type { Metadata, Viewport } from 'next'
import { headers } from 'next/headers'
import type { ReactNode } from 'react'
import { LanguageProvider } from '#components/frame/language-provider.tsx'
import { type Theme, themeHeader, themeIn } from '#lib/preferences/theme.ts'
import { requestTexts } from './request-texts.ts'
import './globals.css'

export const metadata: Metadata = {
  title: 'Smart Process Feed',
  robots: { index: false, follow: false },
  referrer: 'no-referrer',
}

async function requestTheme(): Promise<Theme> {
  return themeIn((await headers()).get(themeHeader)) ?? 'light'
}

/** What the browser draws before the style sheet is there is of the theme too. */
export async function generateViewport(): Promise<Viewport> {
  return { width: 'device-width', initialScale: 1, colorScheme: await requestTheme() }
}

/** Reading a header also makes every page dynamic, without which Next could not put the policy's nonce on its scripts. */
export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const { language, messages } = await requestTexts()
  return (
    <html lang={language.tag} dir={language.direction} data-theme={await requestTheme()}>
      <body>
        <LanguageProvider language={language} messages={messages}>
          {children}
        </LanguageProvider>
      </body>
    </html>
  )
}

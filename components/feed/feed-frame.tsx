import type { ReactNode } from 'react'
import { useText } from '#components/frame/language-provider.tsx'

type FeedFrameProps = { readonly header: ReactNode; readonly notice?: ReactNode; readonly children: ReactNode }

/** The feed's page: one line of controls, and a card that fills what is left. */
export function FeedFrame({ header, notice, children }: FeedFrameProps) {
  const t = useText()
  return (
    <main className="flex h-dvh flex-col gap-1.5 bg-page p-2 sm:gap-3 sm:p-4 short:gap-1.5 short:p-2">
      <h1 className="sr-only">{t('feed.title')}</h1>
      {header}
      {notice}
      <div className="relative min-h-0 flex-1 overflow-hidden rounded-md bg-card">{children}</div>
    </main>
  )
}

import type { ReactNode } from 'react'
import { useText } from '#components/frame/language-provider.tsx'
import { useFramePath } from '#components/frame/use-frame-path.ts'
import { PageLink } from '#components/ui/page-link.tsx'

type SettingsFrameProps = { readonly controls: ReactNode; readonly footer?: ReactNode; readonly children: ReactNode }

/** The settings' page: words, a search box, a list that scrolls, and a footer that stays. */
export function SettingsFrame({ controls, footer, children }: SettingsFrameProps) {
  const t = useText()
  const diagnostics = useFramePath()('diagnostics')
  return (
    <div className="flex h-dvh flex-col bg-page">
      <main className="thin-scrollbar relative min-h-0 flex-1 overflow-y-auto p-3 sm:p-5">
        <section className="mx-auto max-w-3xl rounded-md bg-card" data-testid="settings">
          <header className="grid gap-1 px-4 pt-4 sm:px-[22px] sm:pt-5">
            <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
              <h1 className="min-w-0 flex-1 text-2xl font-light text-strong">{t('settings.title')}</h1>
              <PageLink href={diagnostics} data-testid="open-diagnostics" className="text-link hover:underline">
                {t('settings.diagnostics')}
              </PageLink>
            </div>
            <p className="text-muted">{t('settings.text')}</p>
          </header>
          <div className="sticky -top-3 z-10 bg-card px-4 py-3 sm:-top-5 sm:px-[22px]">{controls}</div>
          {children}
        </section>
      </main>
      {footer}
    </div>
  )
}

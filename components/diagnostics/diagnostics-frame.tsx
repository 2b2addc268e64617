import type { ReactNode } from 'react'
import { useText } from '#components/frame/language-provider.tsx'
import { useFramePath } from '#components/frame/use-frame-path.ts'
import { ButtonLink } from '#components/ui/button.tsx'

type DiagnosticsFrameProps = { readonly controls?: ReactNode; readonly children: ReactNode }

/** The diagnostics' page: a heading with its controls, and cards below it that scroll. */
export function DiagnosticsFrame({ controls, children }: DiagnosticsFrameProps) {
  const t = useText()
  const path = useFramePath()
  return (
    <main data-testid="diagnostics" className="thin-scrollbar relative h-dvh overflow-y-auto bg-page p-3 sm:p-5">
      <div className="mx-auto grid max-w-5xl gap-3 sm:gap-4">
        <header className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <h1 className="min-w-0 flex-1 basis-full text-2xl font-light text-strong sm:basis-0">
            {t('diagnostics.title')}
          </h1>
          {controls}
          <ButtonLink kind="plain" href={path('settings')}>
            {t('diagnostics.toSettings')}
          </ButtonLink>
          <ButtonLink kind="plain" href={path('feed')} testId="open-feed">
            {t('action.openFeed')}
          </ButtonLink>
        </header>
        {children}
      </div>
    </main>
  )
}

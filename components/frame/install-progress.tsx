'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { CheckIcon, SpinnerIcon } from '#components/ui/icons.tsx'
import { finishInstallation } from './finish-installation.ts'
import { useFrame } from './frame-provider.tsx'
import { useText, useViewerLanguage } from './language-provider.tsx'
import { StateError } from './state-code.ts'
import { handedSession } from './take-session.ts'
import { useFramePath } from './use-frame-path.ts'

const RELOAD_TIMEOUT_MS = 10_000

/** The admin's installer: everything is stored by now; the portal has to be told, and then opens the app itself. */
export function InstallProgress({ isSilent }: { readonly isSilent: boolean }) {
  const t = useText()
  const { fail } = useFrame()
  const router = useRouter()
  const settings = useFramePath()('settings')
  const [isTold, setTold] = useState(false)
  useViewerLanguage(handedSession?.viewer.language)

  useEffect(() => {
    finishInstallation().then((answer) => (answer === 'told' ? setTold(true) : router.replace(settings)), fail)
  }, [fail, router, settings])

  useEffect(() => {
    if (!isTold) return
    const timer = setTimeout(() => fail(new StateError('unfinished')), RELOAD_TIMEOUT_MS)
    return () => clearTimeout(timer)
  }, [isTold, fail])

  return (
    <main className="grid min-h-dvh place-items-center bg-page p-4" data-testid="install-page">
      <section className="w-full max-w-md rounded-md bg-card p-6 sm:p-8" aria-live="polite">
        <h1 className="text-2xl font-light text-strong">{t('install.title')}</h1>
        <ul className="mt-5 grid gap-3 text-body">
          <li className="flex gap-2.5">
            <CheckIcon className="size-5 shrink-0 text-success" />
            {t('install.connected')}
          </li>
          {isSilent ? (
            <li className="text-warning" data-testid="install-silent">
              {t('install.silent')}
            </li>
          ) : (
            <li className="flex gap-2.5">
              <CheckIcon className="size-5 shrink-0 text-success" />
              {t('install.events')}
            </li>
          )}
          <li className="flex gap-2.5">
            <SpinnerIcon className="size-5 shrink-0 text-link" />
            {t('install.opening')}
          </li>
        </ul>
      </section>
    </main>
  )
}

'use client'

import type { ReactNode } from 'react'
import type { FrameSession } from '#lib/sessions/viewer.ts'
import { useFitWindow } from './fit-window.ts'
import { useSession } from './frame-provider.tsx'
import { useViewerLanguage } from './language-provider.tsx'

type WithSessionProps = {
  readonly waiting: ReactNode
  readonly children: (session: FrameSession) => ReactNode
}

/** Shows `waiting` until the viewer and the texts in the viewer's language are there. */
export function WithSession({ waiting, children }: WithSessionProps) {
  const session = useSession()
  const isLanguageReady = useViewerLanguage(session?.viewer.language)
  useFitWindow(session !== null)
  if (session === null || !isLanguageReady) return waiting
  return children(session)
}

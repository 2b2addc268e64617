'use client'

import type { ReactNode } from 'react'
import { useText } from './language-provider.tsx'
import { RetryButton } from './retry-button.tsx'
import { StateCard } from './state-card.tsx'
import { isRetriable, type StateCode } from './state-code.ts'

type StatePageProps = {
  readonly code: StateCode
  readonly requestId?: string | null
  readonly text?: string
  readonly action?: ReactNode
}

/** Says in words why there is nothing else to see, and what helps. */
export function StatePage({ code, requestId = null, text, action }: StatePageProps) {
  const t = useText()
  const help = action ?? (isRetriable(code) ? <RetryButton /> : null)
  return <StateCard code={code} t={t} requestId={requestId} text={text} action={help} />
}

import type { ReactNode } from 'react'
import { EmptyState } from '#components/ui/empty-state.tsx'
import type { MessageKey } from '#lib/language/translate.ts'
import type { StateCode } from './state-code.ts'
import { stateIcon } from './state-icon.tsx'

type StateCardProps = {
  readonly code: StateCode
  readonly t: (key: MessageKey, values?: Readonly<Record<string, string>>) => string
  readonly requestId?: string | null
  readonly title?: string
  readonly text?: string | undefined
  readonly action?: ReactNode
}

/** A page of words and nothing else. Has no hooks, so the server may render it whole. */
export function StateCard({ code, t, requestId = null, title, text, action }: StateCardProps) {
  return (
    <main data-testid="state-page" data-code={code} className="grid min-h-dvh place-items-center bg-page p-4">
      <EmptyState
        icon={stateIcon(code)}
        title={title ?? t(`state.${code}.title`)}
        heading="h1"
        text={text ?? t(`state.${code}.text`)}
        action={action}
        footnote={requestId === null ? null : t('error.requestId', { requestId })}
      />
    </main>
  )
}

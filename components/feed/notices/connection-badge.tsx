import { useLocale, useText } from '#components/frame/language-provider.tsx'
import type { FeedStatus } from '#lib/feed/feed-item.ts'
import type { Connection } from '../stream/connection.ts'
import { announcedText, behindText, provedText } from './behind-text.ts'
import { isPaused } from './is-paused.ts'

const looks = {
  connecting: { pill: 'bg-grey-soft text-body', dot: 'bg-late animate-pulse motion-reduce:animate-none' },
  live: { pill: 'bg-success-soft text-success', dot: 'bg-live' },
  late: { pill: 'bg-warning-soft text-warning', dot: 'bg-late' },
  reconnecting: { pill: 'bg-warning-soft text-warning', dot: 'bg-late animate-pulse motion-reduce:animate-none' },
  offline: { pill: 'bg-alert-soft text-alert', dot: 'bg-dead' },
} as const

type ConnectionBadgeProps = {
  readonly connection: Connection
  readonly status: FeedStatus | null
  /** There is nothing to follow yet, since the app cannot ask the portal. */
  readonly isHeldUp?: boolean
}

/** Says whether what one sees is live, and how far behind it is. */
export function ConnectionBadge({ connection, status, isHeldUp = false }: ConnectionBadgeProps) {
  const t = useText()
  const locale = useLocale()
  const { state, isPolling } = connection
  const paused = isHeldUp || (state === 'live' && isPaused(status))
  const behind = state === 'live' && !paused ? behindText(t, status) : null
  const look = looks[behind === null && !paused ? state : 'late']
  const name = paused ? 'paused' : isPolling ? 'polling' : state
  const hint = [
    t(behind === null ? `badge.${name}.hint` : 'badge.behind.hint'),
    announcedText(t, status),
    provedText(t, locale, status),
  ]
  return (
    <span
      data-testid="connection-badge"
      data-state={state}
      data-polling={isPolling}
      title={hint.filter(Boolean).join(' ')}
      className={`inline-flex h-[26px] shrink-0 items-center gap-2 rounded-full px-2.5 text-xs sm:px-3 font-medium ${look.pill}`}
    >
      <span aria-hidden="true" className={`size-2 rounded-full ${look.dot}`} />
      {/* How far behind is left out: it counts on every other second, and would be read aloud each time. */}
      <span role="status" className={name === 'live' && behind === null ? 'max-sm:sr-only' : ''}>
        {t(`badge.${name}`)}
      </span>
      {behind === null ? null : <span>· {behind}</span>}
    </span>
  )
}

import { useText } from '#components/frame/language-provider.tsx'
import type { FeedStatus } from '#lib/feed/feed-item.ts'

/** What keeps the portal from delivering at the moment, in one sentence. */
export function PortalNotice({ status }: { readonly status: FeedStatus | null }) {
  const t = useText()
  if (status === null || status.portal === 'ok') return null
  return (
    <p role="status" data-testid="portal-notice" className="rounded-md bg-warning-soft px-4 py-2.5 text-warning">
      {t(`portal.${status.portal}`)}
    </p>
  )
}

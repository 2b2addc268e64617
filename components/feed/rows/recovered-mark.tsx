import { useText } from '#components/frame/language-provider.tsx'
import type { FeedItem } from '#lib/feed/feed-item.ts'

/** Says of an item that nobody announced it and the feed found it all the same. */
export function RecoveredMark({ item }: { readonly item: FeedItem }) {
  const t = useText()
  if (item.source !== 'catch-up' || item.isHistory) return null
  return (
    <span
      title={t('feed.recovered.hint')}
      className="relative inline-block h-5 shrink-0 rounded-full bg-warning-soft px-2 text-xs/5 font-semibold text-warning"
    >
      {t('feed.recovered')}
    </span>
  )
}

import { useLocale, useText } from '#components/frame/language-provider.tsx'
import { formatNumber } from '#lib/language/translate.ts'
import type { unreadOf } from './use-unread.ts'

/** How much of a tab is unread, as Bitrix24's red counter. */
export function UnreadCount({ unread }: { readonly unread: ReturnType<typeof unreadOf> }) {
  const t = useText()
  const locale = useLocale()
  if (unread === null) return null
  const { count, isCapped } = unread
  const text = formatNumber(locale, count)
  const label = isCapped ? t('feed.tab.unreadMore', { count: text }) : t('feed.tab.unread', { count })
  return (
    <span
      data-testid="tab-unread"
      title={label}
      className="grid h-4 min-w-4 place-items-center rounded-full bg-counter px-1 text-2xs font-semibold text-on-filled tabular-nums"
    >
      <span aria-hidden="true">{isCapped ? `${text}+` : text}</span>
      <span className="sr-only">{label}</span>
    </span>
  )
}

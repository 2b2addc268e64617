import { useLocale, useText } from '#components/frame/language-provider.tsx'
import { exactTime, relativeTime, shortTime } from '#lib/language/relative-time.ts'
import { useNow } from './use-now.ts'

/** How long ago an item was created; the exact moment on hover, and while the row has the keyboard's focus. */
export function ItemTime({ at }: { readonly at: string }) {
  const t = useText()
  const locale = useLocale()
  const now = useNow()
  const moment = new Date(at)
  return (
    <time
      dateTime={at}
      title={exactTime(locale, moment)}
      data-testid="item-time"
      className="group/time relative whitespace-nowrap text-sm text-muted"
    >
      <bdi className="group-hover/time:hidden group-has-focus-visible:hidden">
        {relativeTime(locale, moment, new Date(now)) ?? t('feed.justNow')}
      </bdi>
      <bdi className="hidden text-xs whitespace-normal tabular-nums group-hover/time:inline group-has-focus-visible:inline">
        {shortTime(locale, moment)}
      </bdi>
    </time>
  )
}

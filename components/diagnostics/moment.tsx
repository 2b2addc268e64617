import { useLocale, useText } from '#components/frame/language-provider.tsx'
import { exactTime, relativeTime } from '#lib/language/relative-time.ts'

type MomentProps = { readonly at: string | null; readonly checkedAt: string }

/** How long before the check something was; the exact moment on hover, and for what is still to come. */
export function Moment({ at, checkedAt }: MomentProps) {
  const t = useText()
  const locale = useLocale()
  if (at === null) return <>{t('diagnostics.never')}</>
  const moment = new Date(at)
  const isAhead = at > checkedAt
  const words = isAhead ? exactTime(locale, moment) : relativeTime(locale, moment, new Date(checkedAt))
  return (
    <time dateTime={at} title={exactTime(locale, moment)}>
      <bdi>{words ?? t('feed.justNow')}</bdi>
    </time>
  )
}

import type { Translate } from '#components/frame/language-provider.tsx'
import type { FeedStatus } from '#lib/feed/feed-item.ts'
import { timeOfDay } from '#lib/language/relative-time.ts'
import { durationText } from '../rows/duration-text.ts'

/** Under this the feed counts as up to date: the promise is a second, and clocks and heartbeats are not finer. */
const WORTH_SAYING_SECONDS = 5

/** "12 s behind", or null while the feed keeps up. */
export function behindText(t: Translate, status: FeedStatus | null): string | null {
  if (status === null || status.behindSeconds < WORTH_SAYING_SECONDS) return null
  return t('badge.behind', { duration: durationText(t, status.behindSeconds) })
}

/** How much has been announced but is not here yet, or null. */
export function announcedText(t: Translate, status: FeedStatus | null): string | null {
  if (status === null || status.announced === 0 || status.announced === false) return null
  if (status.announced === true) return t('badge.announcedSome')
  return t('badge.announced', { count: status.announced })
}

/** Until when nothing can be missing, or null before that was ever looked into. */
export function provedText(t: Translate, locale: string, status: FeedStatus | null): string | null {
  if (!status?.provedAt) return null
  return t('badge.proved', { time: timeOfDay(locale, new Date(status.provedAt), new Date()) })
}

import type { FeedItem } from '#lib/feed/feed-item.ts'
import { isAfter } from '#lib/feed/seen-marks.ts'
import { matchesAny, type NotifySettings } from '#lib/notify/notify-rule.ts'
import { isQuiet } from '#lib/notify/quiet-hours.ts'
import type { News } from './news-store.ts'

type Listener = { readonly settings: NotifySettings; readonly viewerId: number; readonly now: Date }

/**
 * The items that this viewer is to hear of: new since the feed was opened, matched by a rule, not told before, and not in
 * quiet hours. An item that only changed is not new, nor is imported history.
 */
export function pickNews(
  { items, since }: News,
  told: ReadonlySet<string>,
  { settings, viewerId, now }: Listener,
): FeedItem[] {
  if (!(settings.toast || settings.sound) || isQuiet(now, settings.quiet)) return []
  return items.filter((item) => {
    if (item.isHistory || told.has(item.id)) return false
    return isAfter(item.position, since) && matchesAny(item, settings.rules, viewerId)
  })
}

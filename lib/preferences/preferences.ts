import type { FeedFilter } from '../feed/feed-filter.ts'
import type { NotifySettings } from '../notify/notify-rule.ts'
import type { Theme } from './theme.ts'

/** A filter that a viewer has given a name. `id` is the client's choice, unique among the viewer's views. */
export type SavedView = { readonly id: string; readonly name: string; readonly filter: FeedFilter }

/**
 * What `GET /api/preferences` answers. `PUT` takes any of the parts: each one given replaces that part as a whole, the
 * others stay. `notify` is how the viewer wants to hear of new items, `theme` how the screen shall look, and `filter` what the feed was last
 * narrowed to, with which it is opened again; null until that was ever saved.
 */
export type Preferences = {
  readonly views: readonly SavedView[]
  readonly notify: NotifySettings | null
  readonly theme: Theme | null
  readonly filter: FeedFilter | null
}

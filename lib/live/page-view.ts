/** Under which watches and rights what is on the page was read. */
export type PageView = {
  /** It was read when no later change of the watches was known. */
  readonly watchesRevision: bigint
  /** As the last news told them; null before the first news that are no older than what is on the page. */
  readonly watches: string | null
  readonly rightsVersion: number
}

type Seen = { readonly view: PageView; readonly isOutdated: boolean }
type WatchNews = { readonly head: bigint; readonly watches: string; readonly watchesRevision: bigint }

/** What the news, and the rights as they are now, mean for the page. */
export function seeNews(view: PageView, news: WatchNews, rightsVersion: number): Seen {
  const isOld = news.head < view.watchesRevision
  const isOther = view.watches !== null && view.watches !== news.watches
  const rows = seeRows(view, news.watchesRevision)
  const watches = isOld ? rows.view.watches : news.watches
  return {
    view: { ...rows.view, watches, rightsVersion },
    isOutdated: rows.isOutdated || isOther || rightsVersion !== view.rightsVersion,
  }
}

/** What rows mean for the page that were read when the watches had last been changed at that revision: they may be newer than the news. */
export function seeRows(view: PageView, watchesRevision: bigint): Seen {
  if (watchesRevision <= view.watchesRevision) return { view, isOutdated: false }
  return { view: { ...view, watchesRevision, watches: null }, isOutdated: true }
}

import { useCallback, useEffect, useEffectEvent, useRef, useState } from 'react'
import { honestFilter } from '#components/filter/today.ts'
import { useFrame } from '#components/frame/frame-provider.tsx'
import type { FeedFilter } from '#lib/feed/feed-filter.ts'
import type { Watch } from '#lib/watches/watch.ts'
import type { Marks } from '../unread/marks-context.ts'
import { type Unread, unreadOf, useUnread } from '../unread/use-unread.ts'
import { type FeedTab, isNarrowed, tabOf } from './feed-state.ts'
import { filterOfAddress, writeToAddress } from './feed-url.ts'
import { saveFilter } from './save-filter.ts'
import { type Feed, useFeed } from './use-feed.ts'

type FeedView = {
  readonly feed: Feed
  readonly unread: Unread | null
  readonly marks: Marks
  /** Marks the whole tab as read; null where nothing of it is unread, or where a filter hides some of it. */
  readonly readAll: (() => void) | null
  readonly tab: FeedTab
  /** The watch of the tab; undefined for "All". */
  readonly tabWatch: Watch | undefined
  /** Narrows the feed, for the next opening too. */
  readonly show: (filter: FeedFilter) => void
  readonly openTab: (tab: FeedTab) => void
  /** The whole tab again. */
  readonly reset: () => void
}

function ofTab(filter: FeedFilter, tab: FeedTab): FeedFilter {
  return tab === 'all' ? filter : { ...filter, entityTypeId: tab }
}

/** The feed, what this viewer has seen of it, and what it is narrowed to. */
export function useFeedView(watches: readonly Watch[], onNews: () => void): FeedView {
  const { api } = useFrame()
  const { unread, refresh, marks, readAll } = useUnread()
  const [first] = useState(filterOfAddress)
  const feed = useFeed(first, () => {
    onNews()
    refresh()
  })
  const { state, open, applySeen } = feed
  const tab = tabOf(state.filter)
  const tabWatch = watches.find((watch) => watch.entityTypeId === tab)
  const isTabGone = tab !== 'all' && tabWatch === undefined
  const { unread: _, ...hiding } = state.filter
  const mayReadAll = state.firstPage === 'idle' && !isNarrowed(hiding) && unreadOf(unread, tab) !== null

  // What is shown after another screen is not in this one's address yet.
  useEffect(() => writeToAddress(first), [first])

  const narrow = useCallback(
    (wanted: FeedFilter) => {
      const filter = honestFilter(wanted, new Date())
      writeToAddress(filter)
      open(filter)
      return filter
    },
    [open],
  )
  const show = useCallback((wanted: FeedFilter) => saveFilter(api, narrow(wanted)), [api, narrow])

  // A type that the viewer is told of later brings its count.
  const types = watches.length
  const countedTypes = useRef(types)
  useEffect(() => {
    if (countedTypes.current !== types) refresh()
    countedTypes.current = types
  }, [types, refresh])

  const seen = unread?.seen
  useEffect(() => {
    if (seen !== undefined) applySeen(seen)
  }, [seen, applySeen])

  function filterIn(wanted: FeedTab): FeedFilter {
    // Stages and categories are those of one type.
    const { entityTypeId: _type, stageId: _stage, categoryId: _category, ...rest } = state.filter
    return ofTab(rest, wanted)
  }
  const openTab = (wanted: FeedTab) => show(filterIn(wanted))

  // Not kept for the next opening: nobody has chosen it, and a type that was not told of may be told of again.
  const leaveTab = useEffectEvent(() => narrow(filterIn('all')))
  useEffect(() => {
    if (isTabGone) leaveTab()
  }, [isTabGone])

  return {
    ...{ feed, unread, marks, tab, tabWatch, show, openTab },
    readAll: mayReadAll ? () => readAll(tab, [...state.waiting, ...state.items]) : null,
    reset: () => show(ofTab({}, tab)),
  }
}

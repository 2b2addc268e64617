import { useEffect, useEffectEvent, useRef } from 'react'
import { itemTitle } from '#components/feed/rows/item-title.ts'
import { cardAddress } from '#components/frame/card-address.ts'
import { useText } from '#components/frame/language-provider.tsx'
import { openCard } from '#components/frame/open-card.ts'
import { isToastShown, showToast, updateToast } from '#components/toasts/toast-store.ts'
import type { FeedItem } from '#lib/feed/feed-item.ts'
import type { Watch } from '#lib/watches/watch.ts'
import { type News, onNews } from './news-store.ts'
import { pickNews } from './pick-news.ts'
import { playSound } from './play-sound.ts'
import { useNotifySettings } from './settings-store.ts'

/** More than that at a time are told as a number. */
const MAX_EACH = 3
const MAX_TOLD = 2_000

type NotifierProps = { readonly viewerId: number; readonly watches: readonly Watch[]; readonly portalAddress: string }

/** Tells of new items that the viewer's rules match: messages and a sound, as long as the page is open. Draws nothing. */
export function Notifier({ viewerId, watches, portalAddress }: NotifierProps) {
  const t = useText()
  const { settings } = useNotifySettings()
  const told = useRef(new Set<string>())
  /** Came while nobody was looking. */
  const unseen = useRef(0)
  /** Messages of one item each that may still be there. */
  const named = useRef<readonly number[]>([])
  /** The message that tells a number, and which. */
  const numbered = useRef({ id: 0, count: 0 })

  function show(item: FeedItem): number {
    const type = watches.find((watch) => watch.entityTypeId === item.entityTypeId)?.title ?? ''
    const title = itemTitle(t, item.title)
    const address = cardAddress(portalAddress, item.url)
    const text = t('bell.one', { type, title })
    if (address === null) return showToast({ kind: 'info', text })
    return showToast({ kind: 'info', text, action: { label: t('notify.open'), run: () => void openCard(address) } })
  }

  /** Adds to the number that is there, in its place: who is about to dismiss it does not lose it. It still goes when it would have. */
  function tellNumber(more: number): void {
    const { id, count } = numbered.current
    const total = isToastShown(id) ? count + more : more
    const text = t('notify.many', { count: total })
    if (isToastShown(id)) updateToast(id, text)
    numbered.current = { id: isToastShown(id) ? id : showToast({ kind: 'info', text }), count: total }
  }

  /** An import that comes in pieces is told as a number, too. */
  function tell(items: readonly FeedItem[]): void {
    if (document.visibilityState === 'hidden') {
      unseen.current += items.length
      return
    }
    named.current = named.current.filter(isToastShown)
    if (isToastShown(numbered.current.id) || named.current.length + items.length > MAX_EACH) tellNumber(items.length)
    else named.current = [...named.current, ...items.map(show)]
  }

  const hear = useEffectEvent((news: News) => {
    if (settings === null) return
    const items = pickNews(news, told.current, { settings, viewerId, now: new Date() })
    if (items.length === 0) return
    if (told.current.size > MAX_TOLD) told.current.clear()
    for (const item of items) told.current.add(item.id)
    if (settings.toast) tell(items)
    if (settings.sound) playSound().catch(() => undefined)
  })

  const comeBack = useEffectEvent(() => {
    if (document.visibilityState === 'hidden' || unseen.current === 0) return
    tellNumber(unseen.current)
    unseen.current = 0
  })

  useEffect(() => {
    const leave = onNews((news) => hear(news))
    const look = () => comeBack()
    document.addEventListener('visibilitychange', look)
    return () => {
      leave()
      document.removeEventListener('visibilitychange', look)
    }
  }, [])

  return null
}

import { useEffect, useEffectEvent, useRef } from 'react'
import { useText } from '#components/frame/language-provider.tsx'
import { openCard } from '#components/frame/open-card.ts'
import { cardAddress } from '#components/frame/portal-origin.ts'
import { dismissToast, isToastShown, showToast } from '#components/toasts/toast-store.ts'
import type { FeedItem } from '#lib/feed/feed-item.ts'
import type { Watch } from '#lib/watches/watch.ts'
import { type News, onNews } from './news-store.ts'
import { pickNews } from './pick-news.ts'
import { playSound } from './play-sound.ts'
import { useNotifySettings } from './settings-store.ts'

/** More than that at a time are told as a number. */
const MAX_EACH = 3
const MAX_TOLD = 2_000

type NotifierProps = { readonly viewerId: number; readonly watches: readonly Watch[]; readonly origin: string }

/** Tells of new items that the viewer's rules match: messages and a sound, as long as the page is open. Draws nothing. */
export function Notifier({ viewerId, watches, origin }: NotifierProps) {
  const t = useText()
  const settings = useNotifySettings()
  const told = useRef(new Set<string>())
  /** Came while nobody was looking. */
  const unseen = useRef(0)
  /** Our messages that may still be there, and how many items each tells of. */
  const standing = useRef<readonly { readonly id: number; readonly count: number }[]>([])

  function show(item: FeedItem): number {
    const type = watches.find((watch) => watch.entityTypeId === item.entityTypeId)?.title ?? ''
    const title = item.title.trim() === '' ? t('feed.untitled') : item.title
    const address = cardAddress(origin, item.url)
    const text = t('bell.one', { type, title })
    if (address === null) return showToast({ kind: 'info', text })
    return showToast({ kind: 'info', text, action: { label: t('notify.open'), run: () => void openCard(address) } })
  }

  const showNumber = (count: number) => showToast({ kind: 'info', text: t('notify.many', { count }) })

  /** Messages that are there already are taken into the number: an import that comes in pieces is one message, too. */
  function tell(items: readonly FeedItem[]): void {
    if (document.visibilityState === 'hidden') {
      unseen.current += items.length
      return
    }
    const still = standing.current.filter(({ id }) => isToastShown(id))
    const count = still.reduce((sum, message) => sum + message.count, items.length)
    if (count <= MAX_EACH) {
      standing.current = [...still, ...items.map((item) => ({ id: show(item), count: 1 }))]
      return
    }
    for (const { id } of still) dismissToast(id)
    standing.current = [{ id: showNumber(count), count }]
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
    showNumber(unseen.current)
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

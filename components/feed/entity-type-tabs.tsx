import { type KeyboardEvent, useRef } from 'react'
import { useText } from '#components/frame/language-provider.tsx'
import type { Watch } from '#lib/watches/watch.ts'
import type { FeedTab } from './state/feed-state.ts'
import { UnreadCount } from './unread/unread-count.tsx'
import { type Unread, unreadOf } from './unread/use-unread.ts'

type EntityTypeTabsProps = {
  readonly watches: readonly Watch[]
  readonly unread: Unread | null
  readonly selected: FeedTab
  readonly panelId: string
  readonly onSelect: (tab: FeedTab) => void
}

type Tab = { readonly key: FeedTab; readonly title: string; readonly count: number | null }

function totalCount(watches: readonly Watch[]): number | null {
  let total = 0
  for (const { itemCount } of watches) {
    if (itemCount === null) return null
    total += itemCount
  }
  return total
}

/** Which of the tabs an arrow, Home or End leads to; null for every other key. Left and right follow the reading direction. */
function nextIndex(key: string, index: number, count: number, isRtl: boolean): number | null {
  const step = { ArrowRight: isRtl ? -1 : 1, ArrowLeft: isRtl ? 1 : -1 }[key]
  if (step !== undefined) return (index + step + count) % count
  if (key === 'Home') return 0
  return key === 'End' ? count - 1 : null
}

export function EntityTypeTabs({ watches, unread, selected, panelId, onSelect }: EntityTypeTabsProps) {
  const t = useText()
  const list = useRef<HTMLDivElement>(null)
  const tabs: Tab[] = [
    { key: 'all', title: t('feed.tab.all'), count: totalCount(watches) },
    ...watches.map(({ entityTypeId, title, itemCount }) => ({ key: entityTypeId, title, count: itemCount })),
  ]

  function move(event: KeyboardEvent, index: number): void {
    const isRtl = document.documentElement.dir === 'rtl'
    const next = nextIndex(event.key, index, tabs.length, isRtl)
    const tab = next === null ? undefined : tabs[next]
    if (next === null || tab === undefined) return
    event.preventDefault()
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus()
    onSelect(tab.key)
  }

  return (
    <div
      ref={list}
      role="tablist"
      aria-label={t('feed.tabs')}
      className="no-scrollbar -m-1 flex min-w-0 gap-1 overflow-x-auto p-1"
    >
      {tabs.map(({ key, title, count }, index) => (
        <button
          key={key}
          type="button"
          role="tab"
          data-testid="entity-type-tab"
          data-entity-type-id={key}
          aria-selected={key === selected}
          aria-controls={panelId}
          tabIndex={key === selected ? 0 : -1}
          onClick={() => onSelect(key)}
          onKeyDown={(event) => move(event, index)}
          className="flex h-[34px] shrink-0 cursor-pointer items-center gap-2 rounded-control px-3 text-base text-body transition-colors hover:bg-card aria-selected:bg-tint aria-selected:font-medium aria-selected:text-link"
        >
          <bdi
            className="max-w-52 truncate"
            title={count === null ? title : `${title} · ${t('feed.tab.count', { count })}`}
          >
            {title}
          </bdi>
          <UnreadCount unread={unreadOf(unread, key)} />
        </button>
      ))}
    </div>
  )
}

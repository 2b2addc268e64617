import { type KeyboardEvent, useRef } from 'react'
import { useText } from '#components/frame/language-provider.tsx'
import { ChevronIcon } from '#components/ui/icons.tsx'
import { entryLook, MenuButton } from '#components/ui/menu-button.tsx'
import type { Watch } from '#lib/watches/watch.ts'
import type { FeedTab } from './state/feed-state.ts'
import { UnreadCount } from './unread/unread-count.tsx'
import { type Unread, unreadOf } from './unread/use-unread.ts'
import { useTabsInSight } from './use-tabs-in-sight.ts'

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

/** Which of the tabs in sight an arrow, Home or End leads to; null for every other key. Left and right follow the reading direction. */
function nextIndex(key: string, index: number, count: number, isRtl: boolean): number | null {
  const step = { ArrowRight: isRtl ? -1 : 1, ArrowLeft: isRtl ? 1 : -1 }[key]
  if (step !== undefined) return (index + step + count) % count
  if (key === 'Home') return 0
  return key === 'End' ? count - 1 : null
}

/** How much of several tabs is unread; null for nothing. */
function unreadOfAll(unread: Unread | null, tabs: readonly Tab[]): ReturnType<typeof unreadOf> {
  const counts = tabs.flatMap(({ key }) => unreadOf(unread, key) ?? [])
  if (counts.length === 0) return null
  const count = counts.reduce((total, each) => total + each.count, 0)
  return { count, isCapped: counts.some(({ isCapped }) => isCapped) }
}

/** A tab for each type; more than fit are under "More", with what is unread of them. */
export function EntityTypeTabs({ watches, unread, selected, panelId, onSelect }: EntityTypeTabsProps) {
  const t = useText()
  const list = useRef<HTMLDivElement>(null)
  const tabs: Tab[] = [
    { key: 'all', title: t('feed.tab.all'), count: totalCount(watches) },
    ...watches.map(({ entityTypeId, title, itemCount }) => ({ key: entityTypeId, title, count: itemCount })),
  ]
  const inSight = useTabsInSight(
    list,
    tabs.findIndex(({ key }) => key === selected),
  )
  const isInSight = (index: number) => inSight?.has(index) !== false
  const others = tabs.filter((_, index) => !isInSight(index))

  function move(event: KeyboardEvent, index: number): void {
    const shown = [...tabs.keys()].filter(isInSight)
    const isRtl = document.documentElement.dir === 'rtl'
    const at = nextIndex(event.key, shown.indexOf(index), shown.length, isRtl)
    const next = at === null ? undefined : shown[at]
    const tab = next === undefined ? undefined : tabs[next]
    if (next === undefined || tab === undefined) return
    event.preventDefault()
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus()
    onSelect(tab.key)
  }

  return (
    <div className="relative -m-1 flex min-w-0 gap-1 overflow-hidden p-1">
      <div ref={list} role="tablist" aria-label={t('feed.tabs')} className="flex min-w-0 gap-1">
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
            className={`flex h-[34px] shrink-0 cursor-pointer items-center gap-2 rounded-control px-3 text-base text-body transition-colors hover:bg-card aria-selected:bg-tint aria-selected:font-medium aria-selected:text-link ${isInSight(index) ? '' : 'invisible absolute'}`}
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
      {others.length === 0 ? null : (
        <MenuButton
          label={t('action.more')}
          testId="more-tabs"
          className="flex h-[34px] shrink-0 cursor-pointer items-center gap-1.5 rounded-control px-3 text-base text-body hover:bg-card"
          face={
            <>
              {t('action.more')}
              <UnreadCount unread={unreadOfAll(unread, others)} />
              <ChevronIcon className="size-4" />
            </>
          }
        >
          {others.map(({ key, title }) => (
            <button
              key={key}
              type="button"
              role="menuitem"
              tabIndex={-1}
              data-testid="other-tab"
              data-entity-type-id={key}
              onClick={() => onSelect(key)}
              className={entryLook}
            >
              <bdi className="line-clamp-2 min-w-0 flex-1 break-words">{title}</bdi>
              <UnreadCount unread={unreadOf(unread, key)} />
            </button>
          ))}
        </MenuButton>
      )}
    </div>
  )
}

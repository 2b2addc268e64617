import { memo, type ReactNode, type RefObject, useMemo } from 'react'
import { useText } from '#components/frame/language-provider.tsx'
import type { VirtualRows } from '#components/list/use-virtual-rows.ts'
import { VirtualRow } from '#components/list/virtual-row.tsx'
import { isUnread, type SeenMarks } from '#lib/feed/seen-marks.ts'
import type { Fold } from '#lib/insight/folding.ts'
import type { Watch } from '#lib/watches/watch.ts'
import type { FeedLine } from '../state/feed-lines.ts'
import { SeenEdge } from '../unread/seen-edge.tsx'
import { DayHeading } from './day-heading.tsx'
import { FeedRow } from './feed-row.tsx'
import { FoldRow } from './fold-row.tsx'
import { HistoryHeading } from './history-heading.tsx'

type FeedRowsProps = {
  readonly list: RefObject<HTMLUListElement | null>
  readonly lines: readonly FeedLine[]
  readonly virtual: VirtualRows
  readonly tabStop: string | null
  readonly fresh: ReadonlySet<string>
  readonly seen: SeenMarks | null
  readonly isBusy: boolean
  readonly isAllTypes: boolean
  readonly watches: readonly Watch[]
  /** An admin of the portal opens every card. */
  readonly isAdmin: boolean
  readonly portalAddress: string
  readonly onToggle: (fold: Fold, isOpen: boolean) => void
}

/** The lines that are near the screen. Not drawn again for what happens around them: the badge, or what waits above. */
export const FeedRows = memo(function FeedRows({ lines, virtual, tabStop, seen, ...rest }: FeedRowsProps) {
  const t = useText()
  const titles = useMemo(() => new Map(rest.watches.map((watch) => [watch.entityTypeId, watch.title])), [rest.watches])

  const openTypes = useMemo(() => {
    const open = rest.watches.filter(({ visibility }) => visibility === 'portal' && !rest.isAdmin)
    return new Set(open.map(({ entityTypeId }) => entityTypeId))
  }, [rest.watches, rest.isAdmin])

  function titleOf(entityTypeId: number): string | null {
    return rest.isAllTypes ? (titles.get(entityTypeId) ?? null) : null
  }

  function row(line: FeedLine): ReactNode {
    const isTabStop = line.key === tabStop
    if (line.kind === 'day') return <DayHeading day={line.day} />
    if (line.kind === 'edge') return <SeenEdge />
    if (line.kind === 'history') return <HistoryHeading />
    if (line.kind === 'fold') {
      const { fold, isOpen } = line
      const isNew = seen !== null && fold.items.some((item) => isUnread(item, seen))
      const title = titleOf(fold.entityTypeId)
      return (
        <FoldRow
          fold={fold}
          typeTitle={title}
          isOpen={isOpen}
          isUnread={isNew}
          isTabStop={isTabStop}
          onToggle={rest.onToggle}
        />
      )
    }
    const { item, isFolded } = line
    return (
      <FeedRow
        item={item}
        portalAddress={rest.portalAddress}
        typeTitle={titleOf(item.entityTypeId)}
        isFresh={rest.fresh.has(line.key)}
        isUnread={seen !== null && isUnread(item, seen)}
        isFolded={isFolded}
        mayBeClosed={openTypes.has(item.entityTypeId)}
        isTabStop={isTabStop}
      />
    )
  }

  return (
    <ul
      ref={rest.list}
      aria-label={t('feed.title')}
      aria-busy={rest.isBusy}
      className="transition-opacity delay-150 aria-busy:opacity-50"
    >
      {virtual.drawn.map((index) => {
        const line = lines[index]
        if (line === undefined) return null
        const top = virtual.offsets[index] ?? 0
        return (
          <VirtualRow key={line.key} rowKey={line.key} index={index} top={top} virtual={virtual}>
            {row(line)}
          </VirtualRow>
        )
      })}
    </ul>
  )
})

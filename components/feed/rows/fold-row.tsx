import { memo } from 'react'
import { useText } from '#components/frame/language-provider.tsx'
import { ChevronIcon, StackIcon } from '#components/ui/icons.tsx'
import type { Fold } from '#lib/insight/folding.ts'
import { UnreadDot } from '../unread/unread-dot.tsx'
import { spanText } from './duration-text.ts'
import { ItemTime } from './item-time.tsx'
import { personName } from './person-name.ts'
import { foldColumns } from './row-grid.ts'

type FoldRowProps = {
  readonly fold: Fold
  readonly typeTitle: string | null
  readonly isOpen: boolean
  readonly isUnread: boolean
  readonly isTabStop: boolean
  readonly onToggle: (fold: Fold, isOpen: boolean) => void
}

/** Many items that one person or robot made in one go, as one row that opens. */
export const FoldRow = memo(function FoldRow({ fold, typeTitle, isOpen, isUnread, isTabStop, onToggle }: FoldRowProps) {
  const t = useText()
  const duration = spanText(t, (Date.parse(fold.to) - Date.parse(fold.from)) / 1000)
  const by = fold.by === null ? t('feed.unknownCreator') : personName(t, fold.by)
  return (
    <div
      data-testid="feed-fold"
      data-entity-type-id={fold.entityTypeId}
      data-count={fold.count}
      data-unread={isUnread}
      className={`group relative grid ${foldColumns} items-center gap-x-3 border-b border-divider bg-card px-4 py-3 hover:bg-hover has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-primary sm:px-[22px]`}
    >
      {isUnread ? <UnreadDot /> : null}
      <span className="row-span-2 grid size-9 place-items-center rounded-full bg-tint text-link">
        <StackIcon className="size-5" />
      </span>
      <button
        type="button"
        data-row-link=""
        aria-expanded={isOpen}
        tabIndex={isTabStop ? 0 : -1}
        onClick={() => onToggle(fold, !isOpen)}
        className="flex min-w-0 cursor-pointer items-center gap-1.5 text-start text-base font-medium text-strong outline-none after:absolute after:inset-0"
      >
        <span className="line-clamp-2">{t('feed.fold', { count: fold.count, by, duration })}</span>
        <ChevronIcon className={`size-[18px] shrink-0 text-muted ${isOpen ? 'rotate-180' : ''}`} />
      </button>
      <span className="row-span-2 self-start pt-px text-end md:self-center md:pt-0">
        <ItemTime at={fold.to} />
      </span>
      <p className="col-start-2 truncate text-sm text-muted">
        {typeTitle === null ? null : (
          <>
            <bdi>{typeTitle}</bdi>
            {' · '}
          </>
        )}
        {t(isOpen ? 'feed.fold.close' : 'feed.fold.open')}
      </p>
    </div>
  )
})

import { useText } from '#components/frame/language-provider.tsx'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { SearchIcon } from '#components/ui/icons.tsx'
import { FeedIcon } from '#components/ui/state-icons.tsx'
import { FeedPaused } from './feed-paused.tsx'

type FeedEmptyProps = {
  /** When one type alone is shown. */
  readonly typeTitle: string | null
  /** The CRM decides which items this viewer sees. */
  readonly isLimited: boolean
  /** The portal cannot be asked: there may be more than is known. */
  readonly isPaused: boolean
  /** Takes the filter away; null where there is none. */
  readonly onReset: (() => void) | null
}

/** Nothing has been created yet, or nothing of it was asked for. */
export function FeedEmpty({ typeTitle, isLimited, isPaused, onReset }: FeedEmptyProps) {
  const t = useText()
  const whole = typeTitle === null ? t('feed.empty.text') : t('feed.empty.typeText', { title: typeTitle })
  const part = typeTitle === null ? t('feed.empty.limitedText') : t('feed.empty.limitedTypeText', { title: typeTitle })
  if (isPaused && onReset === null) return <FeedPaused />
  return (
    <div className="grid h-full place-items-center p-4" data-testid="feed-empty">
      {onReset === null ? (
        <EmptyState
          icon={<FeedIcon className="size-7" />}
          title={t('feed.empty.title')}
          text={isLimited ? part : whole}
        />
      ) : (
        <EmptyState
          icon={<SearchIcon className="size-7" />}
          title={t('filter.empty.title')}
          text={t('filter.empty.text')}
          action={
            <Button kind="outline" onClick={onReset}>
              {t('filter.clear')}
            </Button>
          }
        />
      )}
    </div>
  )
}

import { useText } from '#components/frame/language-provider.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { FeedIcon } from '#components/ui/state-icons.tsx'

/** Nothing is shown because nothing can be asked for. */
export function FeedPaused() {
  const t = useText()
  return (
    <div className="grid h-full place-items-center p-4" data-testid="feed-paused">
      <EmptyState icon={<FeedIcon className="size-7" />} title={t('badge.paused')} text={t('badge.paused.hint')} />
    </div>
  )
}

import { Skeleton } from '#components/ui/skeleton.tsx'
import { useLazyPart } from '#components/ui/use-lazy-part.ts'
import type { FeedFilter } from '#lib/feed/feed-filter.ts'
import type { PortalStanding } from '#lib/portals/standing.ts'
import type { Watch } from '#lib/watches/watch.ts'
import { PortalNotice } from './portal-notice.tsx'

type FeedNoticesProps = {
  readonly standing: PortalStanding | null
  /** The feed is followed. */
  readonly isRunning: boolean
  readonly watches: readonly Watch[]
  readonly filter: FeedFilter
  readonly isActivityOpen: boolean
  readonly onChange: (filter: FeedFilter) => void
}

/** What stands between the controls and the list: trouble, silence, and the chart. */
export function FeedNotices({ standing, isRunning, watches, filter, isActivityOpen, onChange }: FeedNoticesProps) {
  const PausedNotice = useLazyPart(
    watches.some(({ paused }) => paused !== null),
    async () => (await import('./paused-notice.tsx')).PausedNotice,
  )
  const SilenceNotice = useLazyPart(
    isRunning,
    async () => (await import('#components/activity/silence-notice.tsx')).SilenceNotice,
  )
  const ActivityPanel = useLazyPart(
    isActivityOpen,
    async () => (await import('#components/activity/activity-panel.tsx')).ActivityPanel,
  )
  return (
    <>
      <PortalNotice standing={standing} />
      {PausedNotice === null ? null : <PausedNotice watches={watches} />}
      {SilenceNotice === null ? null : <SilenceNotice watches={watches} />}
      {isActivityOpen ? (
        ActivityPanel === null ? (
          <Skeleton className="h-[184px] shrink-0 rounded-md" />
        ) : (
          <ActivityPanel filter={filter} onChange={onChange} />
        )
      ) : null}
    </>
  )
}

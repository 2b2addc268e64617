import { Skeleton } from '#components/ui/skeleton.tsx'
import type { PortalStanding } from '#lib/portals/standing.ts'
import { FeedFrame } from './feed-frame.tsx'
import { FeedSkeleton } from './feed-skeleton.tsx'
import { FeedPaused } from './notices/feed-paused.tsx'
import { isPaused } from './notices/is-paused.ts'
import { PortalNotice } from './notices/portal-notice.tsx'

/** The feed's page before the viewer, or what there is to show, is known; of a portal that is closed it says so. */
export function FeedWaiting({ standing = null }: { readonly standing?: PortalStanding | null }) {
  return (
    <FeedFrame
      notice={<PortalNotice standing={standing} />}
      header={
        isPaused(standing) ? null : (
          <div className="flex h-[34px] items-center gap-2">
            <Skeleton className="h-[34px] w-16" />
            <Skeleton className="h-[34px] w-32" />
            <Skeleton className="hidden h-[34px] w-32 sm:block" />
          </div>
        )
      }
    >
      {isPaused(standing) ? <FeedPaused /> : <FeedSkeleton />}
    </FeedFrame>
  )
}

import { Skeleton } from '#components/ui/skeleton.tsx'
import { FeedFrame } from './feed-frame.tsx'
import { FeedSkeleton } from './feed-skeleton.tsx'

/** The feed's page before the viewer is known. */
export function FeedWaiting() {
  return (
    <FeedFrame
      header={
        <div className="flex h-[34px] items-center gap-2">
          <Skeleton className="h-[34px] w-16" />
          <Skeleton className="h-[34px] w-32" />
          <Skeleton className="hidden h-[34px] w-32 sm:block" />
        </div>
      }
    >
      <FeedSkeleton />
    </FeedFrame>
  )
}

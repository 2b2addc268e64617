import { useText } from '#components/frame/language-provider.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'

const widths = ['w-2/5', 'w-3/5', 'w-1/2', 'w-2/3', 'w-1/3', 'w-1/2', 'w-3/5', 'w-2/5'] as const

/** The shape of the list before its rows are there. */
export function FeedSkeleton() {
  const t = useText()
  return (
    <div aria-busy="true" className="overflow-hidden">
      <span className="sr-only" role="status">
        {t('feed.loading')}
      </span>
      {widths.map((width, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the blocks never change
        <div key={index} className="flex items-center gap-3 border-b border-divider px-4 py-3.5 sm:px-[22px]">
          <Skeleton className="size-9 shrink-0 rounded-full" />
          <div className="grid flex-1 gap-2">
            <Skeleton className={`h-3.5 ${width}`} />
            <Skeleton className="h-3 w-1/4" />
          </div>
          <Skeleton className="hidden h-5 w-24 md:block" />
        </div>
      ))}
    </div>
  )
}

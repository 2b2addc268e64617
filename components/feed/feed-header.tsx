import type { ReactNode } from 'react'

type FeedHeaderProps = {
  readonly filter: ReactNode
  readonly tabs: ReactNode
  readonly badge: ReactNode
  readonly tools: ReactNode
}

/** The controls above the list in two lines: what to show, how it is doing, what else there is; and the types. */
export function FeedHeader({ filter, tabs, badge, tools }: FeedHeaderProps) {
  return (
    <header className="grid grid-cols-1 gap-1 sm:gap-2 short:gap-1">
      <div className="flex items-start gap-x-1.5 sm:gap-x-3">
        <div className="min-w-0 flex-1 sm:max-w-xl sm:flex-3">{filter}</div>
        <span className="hidden flex-1 sm:block" />
        <span className="flex h-[34px] shrink-0 items-center">{badge}</span>
        {tools}
      </div>
      {tabs}
    </header>
  )
}

import type { ReactNode } from 'react'

type EmptyStateProps = {
  readonly icon: ReactNode
  readonly title: string
  readonly text: string
  readonly heading?: 'h1' | 'h2'
  readonly action?: ReactNode
  readonly footnote?: ReactNode
}

/** A centred card of words for a place that has nothing to show. */
export function EmptyState({ icon, title, text, heading: Heading = 'h2', action, footnote }: EmptyStateProps) {
  return (
    <section className="flex w-full max-w-md flex-col items-center rounded-lg bg-card px-6 py-8 text-center">
      <span className="grid size-14 place-items-center rounded-full bg-tint text-link">{icon}</span>
      <Heading className="mt-4 text-pretty text-lg font-medium text-strong">{title}</Heading>
      <p className="mt-1.5 max-w-sm text-balance text-sm text-muted">{text}</p>
      {action ? <div className="mt-5">{action}</div> : null}
      {footnote ? <p className="mt-5 select-all font-mono text-xs text-muted">{footnote}</p> : null}
    </section>
  )
}

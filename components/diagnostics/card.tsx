import { type ReactNode, useId } from 'react'

type CardProps = { readonly title: string; readonly aside?: ReactNode; readonly children: ReactNode }

/** One white card with a heading, and what belongs beside the heading. */
export function Card({ title, aside, children }: CardProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="min-w-0 rounded-md bg-card px-4 py-4 sm:px-[22px]">
      <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2">
        <h2 id={id} className="min-w-0 flex-1 text-xl font-normal text-strong">
          {title}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  )
}

type FactProps = { readonly name: ReactNode; readonly children: ReactNode }

/** One line of a card: what, and how it stands. Stands in a `dl`. */
export function Fact({ name, children }: FactProps) {
  return (
    <div className="flex flex-wrap justify-between gap-x-4 border-b border-divider py-2 last:border-b-0">
      <dt className="text-muted first-letter:uppercase">{name}</dt>
      <dd className="min-w-0 break-words text-end text-strong">{children}</dd>
    </div>
  )
}

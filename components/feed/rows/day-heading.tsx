import { useLocale } from '#components/frame/language-provider.tsx'
import { dayName } from '#lib/language/day-name.ts'
import { useNow } from './use-now.ts'

/** "Today", "Yesterday", or the date, above the first row of a day. `day` is its local midnight in ms. */
export function DayHeading({ day }: { readonly day: number }) {
  const locale = useLocale()
  const now = useNow()
  return (
    <h2
      data-testid="day-heading"
      className="border-b border-divider bg-card px-4 pt-3.5 pb-1.5 text-xs font-semibold text-muted first-letter:uppercase sm:px-[22px]"
    >
      {dayName(locale, new Date(day), new Date(now))}
    </h2>
  )
}

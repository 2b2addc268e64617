import { useLocale, useText } from '#components/frame/language-provider.tsx'
import { formatNumber } from '#lib/language/translate.ts'

type ChartReadoutProps = {
  readonly total: number
  /** What is pointed at or chosen, in words; null for nothing. */
  readonly value: string | null
}

/** What a chart tells in all, and of the part that is pointed at: a finger points at nothing, so what it chose stays. */
export function ChartReadout({ total, value }: ChartReadoutProps) {
  const t = useText()
  const locale = useLocale()
  return (
    <p aria-hidden="true" className="mb-1 flex flex-wrap gap-x-3 text-xs text-muted">
      <span data-testid="chart-total" className="font-medium text-strong">
        {t('activity.total', { count: formatNumber(locale, total) })}
      </span>
      <span data-testid="chart-value">{value}</span>
    </p>
  )
}

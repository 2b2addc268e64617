import { BarChart } from '#components/charts/bar-chart.tsx'
import { DataTable } from '#components/charts/data-table.tsx'
import { useLocale, useText } from '#components/frame/language-provider.tsx'
import type { FeedFilter } from '#lib/feed/feed-filter.ts'
import type { Activity } from '#lib/insight/activity.ts'
import { formatNumber } from '#lib/language/translate.ts'
import { type ActivityMode, edgesOf } from './activity-range.ts'

type ActivityBarsProps = {
  readonly activity: Activity
  readonly mode: ActivityMode
  readonly filter: FeedFilter
  readonly isTable: boolean
  readonly onChoose: (edges: { from: string; to: string }) => void
}

/** Creations hour by hour or day by day. */
export function ActivityBars({ activity, mode, filter, isTable, onChoose }: ActivityBarsProps) {
  const t = useText()
  const locale = useLocale()
  const options =
    mode === 'hours' ? ({ hour: 'numeric', minute: '2-digit' } as const) : ({ day: 'numeric', month: 'short' } as const)
  const format = new Intl.DateTimeFormat(locale, options)
  const bars = activity.buckets.map(({ from, count, byAutomation }) => ({
    key: from,
    label: format.format(new Date(from)),
    people: count - byAutomation,
    robots: byAutomation,
  }))
  const chosen = activity.buckets.find((bucket) => edgesOf(bucket, mode).from === filter.from)

  function choose(key: string): void {
    const bucket = activity.buckets.find(({ from }) => from === key)
    if (bucket !== undefined) onChoose(edgesOf(bucket, mode))
  }

  if (isTable) {
    const head = [t('activity.when'), t('activity.people'), t('activity.robots')]
    const rows = bars.map(({ key, label, people, robots }) => ({
      key,
      cells: [label, formatNumber(locale, people), formatNumber(locale, robots)],
    }))
    return <DataTable caption={t('activity.title')} head={head} rows={rows} />
  }
  const [first, last] = [bars[0], bars.at(-1)]
  return (
    <>
      <BarChart title={t('activity.title')} bars={bars} chosenKey={chosen?.from ?? null} onChoose={choose} />
      <p aria-hidden="true" className="mt-1 flex justify-between text-2xs text-muted">
        <span>{first?.label}</span>
        <span>{last?.label}</span>
      </p>
    </>
  )
}

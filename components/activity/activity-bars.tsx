import { BarChart } from '#components/charts/bar-chart.tsx'
import { DataTable } from '#components/charts/data-table.tsx'
import { useLocale, useText } from '#components/frame/language-provider.tsx'
import type { FeedFilter } from '#lib/feed/feed-filter.ts'
import type { Activity } from '#lib/insight/activity.ts'
import { type ActivityMode, edgesOf } from './activity-range.ts'
import { activityTable } from './activity-table.ts'

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

  if (isTable) return <DataTable caption={t('activity.title')} {...activityTable(t, locale, bars.toReversed())} />
  return <BarChart title={t('activity.title')} bars={bars} chosenKey={chosen?.from ?? null} onChoose={choose} />
}

import { useState } from 'react'
import { useText } from '#components/frame/language-provider.tsx'
import { ProblemNotice } from '#components/frame/problem-notice.tsx'
import { Segments } from '#components/ui/segments.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import type { FeedFilter } from '#lib/feed/feed-filter.ts'
import { ActivityBars } from './activity-bars.tsx'
import type { ActivityMode } from './activity-range.ts'
import { ActivityWeek } from './activity-week.tsx'
import { ChartLegend } from './chart-legend.tsx'
import { useActivity } from './use-activity.ts'

type ActivityPanelProps = {
  readonly filter: FeedFilter
  readonly onChange: (filter: FeedFilter) => void
}

/** How much was created when, and by whom: a chart whose parts narrow the feed. */
export function ActivityPanel({ filter, onChange }: ActivityPanelProps) {
  const t = useText()
  const [mode, setMode] = useState<ActivityMode>('hours')
  const [isTable, setTable] = useState(false)
  const { activity, problem } = useActivity(mode, filter)
  const choose = (edges: { from: string; to: string }) => onChange({ ...filter, ...edges })
  const modes = (['hours', 'days', 'week'] as const).map((value) => ({ value, label: t(`activity.mode.${value}`) }))
  return (
    <section aria-label={t('activity.title')} data-testid="activity-panel" className="rounded-md bg-card px-4 py-3">
      <div className="mb-2 flex flex-wrap items-center gap-x-4 gap-y-1.5">
        <Segments label={t('activity.title')} options={modes} value={mode} onChange={setMode} />
        {activity?.isPartial ? <span className="text-xs text-muted">{t('activity.partial')}</span> : null}
        <span className="flex-1" />
        {mode === 'week' ? null : <ChartLegend />}
        <button
          type="button"
          aria-pressed={isTable}
          onClick={() => setTable(!isTable)}
          className="h-6 cursor-pointer rounded-full px-2 text-xs text-link hover:bg-hover"
        >
          {t(isTable ? 'activity.asChart' : 'activity.asTable')}
        </button>
      </div>
      {problem === null ? null : <ProblemNotice problem={problem} />}
      {activity === null ? (
        problem === null && <Skeleton className="h-[124px]" />
      ) : mode === 'week' ? (
        <ActivityWeek activity={activity} isTable={isTable} onChoose={choose} />
      ) : (
        <ActivityBars activity={activity} mode={mode} filter={filter} isTable={isTable} onChoose={choose} />
      )}
    </section>
  )
}

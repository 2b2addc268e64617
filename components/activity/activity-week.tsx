import { DataTable } from '#components/charts/data-table.tsx'
import { HeatMap } from '#components/charts/heat-map.tsx'
import { useLocale, useText } from '#components/frame/language-provider.tsx'
import type { Activity, HeatCell } from '#lib/insight/activity.ts'
import { lastHourOf } from './activity-range.ts'
import { activityTable } from './activity-table.ts'

type ActivityWeekProps = {
  readonly activity: Activity
  readonly isTable: boolean
  readonly onChoose: (edges: { from: string; to: string }) => void
}

const weekdays = [1, 2, 3, 4, 5, 6, 7] as const
const hours = Array.from({ length: 24 }, (_, hour) => hour)
/** A Monday. */
const someMonday = (weekday: number, hour: number) => new Date(2026, 10, 22 + weekday, hour)

/** The rhythm of the week: each hour of each weekday, four weeks together. */
export function ActivityWeek({ activity, isTable, onChoose }: ActivityWeekProps) {
  const t = useText()
  const locale = useLocale()
  const dayFormat = new Intl.DateTimeFormat(locale, { weekday: 'short' })
  const hourFormat = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' })
  const cells = new Map<string, HeatCell>(activity.heat.map((cell) => [`${cell.weekday} ${cell.hour}`, cell]))

  const rows = weekdays.map((weekday) => ({
    name: dayFormat.format(someMonday(weekday, 12)),
    points: hours.map((hour) => {
      const { count = 0, byAutomation = 0 } = cells.get(`${weekday} ${hour}`) ?? {}
      const at = someMonday(weekday, hour)
      const when = `${dayFormat.format(at)} ${hourFormat.format(at)}`
      return { key: `${weekday} ${hour}`, count, name: t('activity.bar', { when, count, robots: byAutomation }) }
    }),
  }))

  function choose(key: string): void {
    const [weekday = 1, hour = 0] = key.split(' ').map(Number)
    onChoose(lastHourOf(weekday, hour, new Date()))
  }

  if (isTable) {
    const filled = activity.heat.toSorted((one, other) => one.weekday - other.weekday || one.hour - other.hour)
    const table = filled.map(({ weekday, hour, count, byAutomation }) => {
      const at = someMonday(weekday, hour)
      const label = `${dayFormat.format(at)} ${hourFormat.format(at)}`
      return { key: label, label, people: count - byAutomation, robots: byAutomation }
    })
    return <DataTable caption={t('activity.mode.week')} {...activityTable(t, locale, table)} />
  }
  const names = hours.map((hour) => hourFormat.format(someMonday(1, hour)))
  return <HeatMap title={t('activity.mode.week')} rows={rows} hours={names} onChoose={choose} />
}

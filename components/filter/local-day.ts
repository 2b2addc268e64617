import { instantOf } from '#lib/feed/feed-filter.ts'

const dayMs = 86_400_000

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}

/** The day on the viewer's own calendar, as a date field wants it: `2026-11-22`. */
function localDay(at: Date): string {
  return `${at.getFullYear()}-${twoDigits(at.getMonth() + 1)}-${twoDigits(at.getDate())}`
}

/** What a date field shows for a filter's edge; the last day is the one that ends at `to`. */
export function dayOfEdge(text: string | undefined, edge: 'from' | 'to'): string {
  const ms = text === undefined ? null : instantOf(text, edge)
  if (ms === null) return ''
  return localDay(new Date(edge === 'to' ? ms - 1 : ms))
}

/** A filter's edge for what was chosen in a date field: that day's beginning or end where the viewer is; undefined for none. */
export function edgeOfDay(day: string, edge: 'from' | 'to'): string | undefined {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined
  const midnight = new Date(year, month - 1, edge === 'to' ? date + 1 : date)
  return Number.isNaN(midnight.getTime()) ? undefined : midnight.toISOString()
}

/** "22 Nov", "22–24 Nov", "from 22 Nov" in the viewer's way; hours too where the stretch is shorter than a day. */
export function rangeText(locale: string, from: string | undefined, to: string | undefined): string {
  const begins = from === undefined ? null : instantOf(from, 'from')
  const ends = to === undefined ? null : instantOf(to, 'to')
  const isShort = begins !== null && ends !== null && ends - begins < dayMs
  const format = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    ...(isShort ? { hour: 'numeric', minute: '2-digit' } : {}),
  })
  if (begins !== null && ends !== null) return format.formatRange(begins, isShort ? ends : ends - 1)
  if (begins !== null) return `${format.format(begins)} –`
  return ends === null ? '' : `– ${format.format(ends - 1)}`
}

import type { Year, YearResult } from './run-year.ts'

/** What a year has come to, in lines of name and value. */
export function yearTable({ years, states }: YearResult): string {
  const sum = (of: (year: Year) => number) => years.reduce((total, year) => total + of(year), 0)
  const breaches = years.flatMap((year) => year.breaches)
  const hours = sum(({ whileDead }) => whileDead.seconds) / 3_600
  const closedHours = sum(({ whileClosed }) => whileClosed.passedSeconds) / 3_600
  const lines: [string, number | string][] = [
    ['portals', years.length],
    ['open at the end', years.filter(({ life }) => life.isOpen).length],
    ['closed at the end', years.filter(({ life }) => !life.isOpen).length],
    ['closures', sum(({ life }) => life.closures.length)],
    ['rows missing', breaches.filter((one) => /misses|lacks/.test(one)).length],
    ['rows too many', breaches.filter((one) => / sees | still shows /.test(one)).length],
    ['other breaches', breaches.filter((one) => !/misses|lacks| sees | still shows /.test(one)).length],
    ['requests', sum(({ requests }) => requests)],
    ['most requests in 10 s', Math.max(...years.map(({ busiestTenSeconds }) => busiestTenSeconds))],
    [
      'requests while closed',
      `${sum(({ whileClosed }) => whileClosed.asked)} of ${sum(({ whileClosed }) => whileClosed.may)}`,
    ],
    ['  closed for hours, by the back-offs', closedHours.toFixed(1)],
    ['secret sent while our tokens were dead', sum(({ whileDead }) => whileDead.secrets)],
    ['  in hours of that, by the back-offs', hours.toFixed(1)],
    ['  an hour', (sum(({ whileDead }) => whileDead.secrets) / Math.max(hours, 1 / 3_600)).toFixed(2)],
    ['states seen', [...states].map(([state, count]) => `${state}: ${count}`).join(', ')],
    ['events', eventCounts(years)],
  ]
  return lines.map(([name, value]) => `${name.padEnd(40)}${value}`).join('\n')
}

function eventCounts(years: readonly Year[]): string {
  const counts = new Map<string, number>()
  for (const { life } of years) {
    for (const [kind, count] of life.counts) counts.set(kind, (counts.get(kind) ?? 0) + count)
  }
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([kind, count]) => `${kind} ${count}`)
    .join(', ')
}

/** Which portal it was, what it is, and what happened to it. */
export function yearBreach({ nth, life, breaches }: Year, seed: number): string {
  const found = [...new Set(breaches)].slice(0, 20).join('\n  ')
  return `portal ${nth} of seed ${seed}, ${life.edition.name}:\n  ${found}\n${life.history.join('\n')}`
}

import { useLocale } from '#components/frame/language-provider.tsx'
import type { ChartScale } from './chart-scale.ts'

/** One column: what people and what robots made, and its name in words. */
export type Bar = { readonly key: string; readonly label: string; readonly people: number; readonly robots: number }

/** Something that is there is never too small to be seen, in parts of a hundred. */
const LEAST = 3

function partOf(count: number, top: number): number {
  return count === 0 ? 0 : Math.max(LEAST, (count / top) * 100)
}

/** The columns and the lines of the axis behind them. A column that is higher than the chart is cut off, and says its count everywhere. */
export function Bars({ bars, scale }: { readonly bars: readonly Bar[]; readonly scale: ChartScale }) {
  const locale = useLocale()
  const format = new Intl.NumberFormat(locale, { notation: 'compact' })
  return (
    <div aria-hidden="true" className="absolute inset-0">
      {scale.ticks.map((tick) => (
        <span
          key={tick}
          className="absolute inset-x-0 border-t border-divider"
          style={{ bottom: `${(tick / scale.top) * 100}%` }}
        />
      ))}
      <div className="absolute inset-0 flex">
        {bars.map(({ key, people, robots }) => {
          const count = people + robots
          const isCut = count > scale.top
          const robotPart = partOf(robots, isCut ? count : scale.top)
          const peoplePart = Math.min(100 - robotPart, partOf(people, isCut ? count : scale.top))
          return (
            <span
              key={key}
              data-testid="bar"
              className="relative flex min-w-0 flex-1 flex-col items-center justify-end"
            >
              <span className="w-3/4 rounded-t-[2px] bg-primary" style={{ height: `${peoplePart}%` }} />
              <span className="w-3/4 bg-robot" style={{ height: `${robotPart}%` }} />
              {isCut ? <span data-testid="cut-bar" className="absolute inset-x-0 top-4 h-1 -skew-y-6 bg-card" /> : null}
              {count === 0 ? null : (
                <span
                  className={`absolute inset-x-0 justify-center text-strong ${isCut ? 'flex font-semibold' : 'hidden sm:flex'}`}
                  style={{ bottom: `${Math.min(100, robotPart + peoplePart)}%` }}
                >
                  <span className={isCut ? 'rounded-full bg-card px-1' : ''}>{format.format(count)}</span>
                </span>
              )}
            </span>
          )
        })}
      </div>
    </div>
  )
}

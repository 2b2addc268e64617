import { useState } from 'react'
import { ChartReadout } from './chart-readout.tsx'
import { useRovingIndex } from './use-roving-index.ts'

/** One hour of the week; `name` says it in words, with its count. */
export type HeatPoint = { readonly key: string; readonly name: string; readonly count: number }

type HeatMapProps = {
  readonly title: string
  /** Seven rows of 24, named. */
  readonly rows: readonly { readonly name: string; readonly points: readonly HeatPoint[] }[]
  readonly hours: readonly string[]
  readonly onChoose: (key: string) => void
}

const levels = ['bg-grey-soft', 'bg-heat-1', 'bg-heat-2', 'bg-heat-3', 'bg-heat-4'] as const

/** The darker the more: by the square root, so that one storm does not wash out everything else. */
function levelOf(count: number, most: number): string {
  const level = count === 0 ? 0 : Math.max(1, Math.ceil(Math.sqrt(count / most) * (levels.length - 1)))
  return levels[level] ?? levels[0]
}

/** The week at a glance, hour by hour. */
export function HeatMap({ title, rows, hours, onChoose }: HeatMapProps) {
  const points = rows.flatMap((row) => row.points)
  const most = Math.max(1, ...points.map(({ count }) => count))
  const [pointedKey, setPointedKey] = useState<string | null>(null)
  const pointed = points.find(({ key }) => key === pointedKey)
  const total = points.reduce((sum, { count }) => sum + count, 0)
  const roving = useRovingIndex(points.length, 0, hours.length)
  return (
    <>
      <ChartReadout total={total} value={pointed?.name ?? null} />
      <div
        ref={roving.group}
        role="toolbar"
        aria-label={title}
        data-testid="heat-map"
        onKeyDown={roving.onKeyDown}
        className="grid grid-cols-[auto_repeat(24,minmax(0,1fr))] gap-0.5 text-2xs text-muted"
      >
        {rows.map(({ name, points: own }, row) => (
          <div key={name} className="contents">
            <span className="pe-1.5 leading-3.5">{name}</span>
            {own.map((point, column) => (
              <button
                key={point.key}
                type="button"
                aria-label={point.name}
                onPointerEnter={() => setPointedKey(point.key)}
                onFocus={() => setPointedKey(point.key)}
                tabIndex={row * hours.length + column === roving.index ? 0 : -1}
                onClick={() => onChoose(point.key)}
                className={`h-3.5 min-w-0 cursor-pointer rounded-[3px] hover:outline-2 hover:outline-primary ${levelOf(point.count, most)}`}
              />
            ))}
          </div>
        ))}
        <span aria-hidden="true" />
        {hours.map((hour, index) => (
          <span key={hour} aria-hidden="true" className="overflow-visible whitespace-nowrap leading-3.5">
            {index % 6 === 0 ? hour : ''}
          </span>
        ))}
      </div>
    </>
  )
}

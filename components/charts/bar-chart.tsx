import { useState } from 'react'
import { useLocale, useText } from '#components/frame/language-provider.tsx'
import { formatNumber } from '#lib/language/translate.ts'
import { type Bar, Bars } from './bars.tsx'
import { ChartReadout } from './chart-readout.tsx'
import { scaleOf } from './chart-scale.ts'
import { useRovingIndex } from './use-roving-index.ts'

type BarChartProps = {
  readonly title: string
  readonly bars: readonly Bar[]
  readonly chosenKey: string | null
  readonly onChoose: (key: string) => void
}

/** How many names stand below a chart. */
const NAMES = 6

const countOf = ({ people, robots }: Bar) => people + robots

/** Stacked columns over an axis, with what there is in all. Each is a button that says its count; arrows go from one to the next. */
export function BarChart({ title, bars, chosenKey, onChoose }: BarChartProps) {
  const t = useText()
  const locale = useLocale()
  const [pointedKey, setPointedKey] = useState<string | null>(null)
  const scale = scaleOf(bars.map(countOf))
  const roving = useRovingIndex(bars.length, bars.length - 1)
  const textOf = (bar: Bar) => t('activity.bar', { when: bar.label, count: countOf(bar), robots: bar.robots })
  const pointed = bars.find(({ key }) => key === (pointedKey ?? chosenKey))
  const total = bars.reduce((sum, bar) => sum + countOf(bar), 0)
  const stride = Math.ceil(bars.length / NAMES)
  return (
    <div className="text-2xs text-muted">
      <ChartReadout total={total} value={pointed === undefined ? null : textOf(pointed)} />
      <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2">
        <div
          aria-hidden="true"
          data-testid="chart-axis"
          className="flex flex-col-reverse justify-between text-end leading-none"
        >
          {scale.ticks.map((tick) => (
            <span key={tick}>{formatNumber(locale, tick)}</span>
          ))}
        </div>
        <div className="relative mt-1 h-20" data-testid="bar-chart">
          <Bars bars={bars} scale={scale} />
          <div
            ref={roving.group}
            role="toolbar"
            aria-label={title}
            onKeyDown={roving.onKeyDown}
            onPointerLeave={() => setPointedKey(null)}
            onBlur={() => setPointedKey(null)}
            className="absolute inset-0 flex border-b border-divider"
          >
            {bars.map((bar, index) => (
              <button
                key={bar.key}
                type="button"
                aria-label={textOf(bar)}
                aria-pressed={bar.key === chosenKey}
                tabIndex={index === roving.index ? 0 : -1}
                onPointerEnter={() => setPointedKey(bar.key)}
                onFocus={() => setPointedKey(bar.key)}
                onClick={() => onChoose(bar.key)}
                className="min-w-0 flex-1 cursor-pointer rounded-xs hover:bg-tint/60 aria-pressed:bg-tint-strong/60"
              />
            ))}
          </div>
        </div>
        <span />
        <p aria-hidden="true" data-testid="chart-names" className="mt-1 flex">
          {bars.map(({ key, label }, index) => (
            <span key={key} className="flex min-w-0 flex-1 justify-center whitespace-nowrap">
              {index % stride === 0 ? label : ''}
            </span>
          ))}
        </p>
      </div>
    </div>
  )
}

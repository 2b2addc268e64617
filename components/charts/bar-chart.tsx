import { useText } from '#components/frame/language-provider.tsx'
import { useRovingIndex } from './use-roving-index.ts'

/** One column: what people and what robots made, and its name in words. */
export type Bar = { readonly key: string; readonly label: string; readonly people: number; readonly robots: number }

type BarChartProps = {
  readonly title: string
  readonly bars: readonly Bar[]
  readonly chosenKey: string | null
  readonly onChoose: (key: string) => void
}

const STEP = 10
const BAR = 7.4
const HEIGHT = 100
/** Something that is there is never too small to be seen, in parts of the height. */
const LEAST = 3

function partOf(count: number, most: number): number {
  return count === 0 ? 0 : Math.max(LEAST, (count / most) * HEIGHT)
}

/** Stacked columns drawn by hand. Each is a button; arrows go from one to the next. */
export function BarChart({ title, bars, chosenKey, onChoose }: BarChartProps) {
  const t = useText()
  const most = Math.max(1, ...bars.map(({ people, robots }) => people + robots))
  const roving = useRovingIndex(bars.length, bars.length - 1)
  return (
    <div className="relative h-16" data-testid="bar-chart">
      <svg
        viewBox={`0 0 ${bars.length * STEP} ${HEIGHT}`}
        preserveAspectRatio="none"
        aria-hidden="true"
        className="absolute inset-0 size-full rtl:-scale-x-100"
      >
        {bars.map(({ key, people, robots }, index) => {
          const low = partOf(robots, most)
          const high = partOf(people, most)
          const x = index * STEP + (STEP - BAR) / 2
          return (
            <g key={key}>
              <rect x={x} y={HEIGHT - low - high} width={BAR} height={high} className="fill-primary" />
              <rect x={x} y={HEIGHT - low} width={BAR} height={low} className="fill-robot" />
            </g>
          )
        })}
      </svg>
      <div
        ref={roving.group}
        role="toolbar"
        aria-label={title}
        onKeyDown={roving.onKeyDown}
        className="absolute inset-0 flex border-b border-divider"
      >
        {bars.map(({ key, label, people, robots }, index) => {
          const text = t('activity.bar', { when: label, count: people + robots, robots })
          return (
            <button
              key={key}
              type="button"
              aria-label={text}
              aria-pressed={key === chosenKey}
              title={text}
              tabIndex={index === roving.index ? 0 : -1}
              onClick={() => onChoose(key)}
              className="min-w-0 flex-1 cursor-pointer rounded-xs hover:bg-tint/60 aria-pressed:bg-tint-strong/60"
            />
          )
        })}
      </div>
    </div>
  )
}

import { readMetrics } from '#lib/http/read-metrics.ts'

/** What the app exports, by series as it is written. */
export class MetricSamples {
  readonly #lines: readonly string[]

  constructor(text: string) {
    this.#lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  }

  /** NaN where there is no such sample. */
  value(series: string): number {
    const line = this.#lines.find((candidate) => candidate.startsWith(`${series} `))
    return line ? Number(line.slice(series.length + 1)) : Number.NaN
  }

  /** How many samples a metric has. */
  size(metric: string): number {
    return this.#lines.filter((line) => line.startsWith(`${metric} `) || line.startsWith(`${metric}{`)).length
  }
}

/** As a scrape of this process gets it. */
export async function scrape(): Promise<MetricSamples> {
  return new MetricSamples((await readMetrics()).text)
}

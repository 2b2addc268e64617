import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { type MetricSpec, metricList } from './metric-list.ts'
import { once } from './once.ts'
import { commit, version } from './version.ts'

type List = typeof metricList
type Name<Kind extends MetricSpec['kind']> = {
  [N in keyof List]: List[N]['kind'] extends Kind ? N : never
}[keyof List]
/** A label without words of its own takes any: whoever counts has to bound them. */
type Word<Words> = Words extends readonly [] ? string : Words extends readonly (infer One)[] ? One : never
type LabelsOf<N extends keyof List> = List[N] extends { readonly labels: infer Labels }
  ? { readonly [L in keyof Labels]: Word<Labels[L]> }
  : Readonly<Record<never, never>>

export type Found = { readonly labels: Readonly<Record<string, string>>; readonly value: number }

/** What this process has counted, beside what its runtime tells of itself. */
export function metricsRegistry(): Registry {
  return made().registry
}

/** Something has happened, `by` times. */
export function count<N extends Name<'counter'>>(name: N, labels: LabelsOf<N>, by = 1): void {
  made().counters[name]?.inc(labels, by)
}

/** @param seconds in the unit that ends `name`. */
export function observe<N extends Name<'histogram'>>(name: N, labels: LabelsOf<N>, seconds: number): void {
  made().histograms[name]?.observe(labels, Math.max(0, seconds))
}

/** @returns how to observe the time since. */
export function startTimer<N extends Name<'histogram'>>(name: N, labels: LabelsOf<N>): () => void {
  return made().histograms[name]?.startTimer(labels) ?? (() => undefined)
}

/** How something stands now. */
export function gauge<N extends Name<'gauge'>>(name: N, labels: LabelsOf<N>, value: number): void {
  made().gauges[name]?.set(labels, value)
}

/** How all of something stands now, by its labels: whatever is not among them is 0. */
export function gaugeAll(name: Name<'gauge'>, found: readonly Found[]): void {
  const metric = made().gauges[name]
  for (const labels of seriesOf(metricList[name])) metric?.set(labels, 0)
  for (const { labels, value } of found) metric?.set(labels, value)
}

/** There is one more, or one less, of what stands at 0 from the start. */
export function shift<N extends Name<'gauge'>>(name: N, labels: LabelsOf<N>, by: 1 | -1): void {
  made().gauges[name]?.inc(labels, by)
}

/** Nobody knows how what is stored stands: then there is no sample, since a zero would say that all is well. */
export function forgetStored(): void {
  for (const [name, spec] of specs()) if (spec.isStored) forget(made().gauges[name])
}

function forget(metric: Gauge | undefined): void {
  metric?.reset()
  // Without labels it is set to 0 by that.
  metric?.remove({})
}

function specs(): [string, MetricSpec][] {
  return Object.entries<MetricSpec>(metricList)
}

/** Each series that there is from the start: the first of a burst would otherwise be no increase for whoever watches. */
function seriesOf({ labels = {}, series }: MetricSpec): readonly Readonly<Record<string, string>>[] {
  if (series) return series
  return Object.entries(labels).reduce<Readonly<Record<string, string>>[]>(
    (found, [label, words]) => found.flatMap((one) => words.map((word) => ({ ...one, [label]: word }))),
    [{}],
  )
}

type Metrics = {
  readonly registry: Registry
  readonly counters: Record<string, Counter>
  readonly gauges: Record<string, Gauge>
  readonly histograms: Record<string, Histogram>
}

function made(): Metrics {
  return once('metrics', () => {
    const metrics: Metrics = { registry: new Registry(), counters: {}, gauges: {}, histograms: {} }
    collectDefaultMetrics({ register: metrics.registry })
    for (const [name, spec] of specs()) make(metrics, name, spec)
    metrics.gauges.spf_build_info?.set({ version, commit }, 1)
    return metrics
  })
}

/** What this process counts itself begins at 0; what it has yet to ask is unknown, and a first 0 of the library’s is taken out. */
function make({ registry, counters, gauges, histograms }: Metrics, name: string, spec: MetricSpec): void {
  const { kind, help, labels = {}, buckets = [], isKept = false } = spec
  const shared = { name, help, labelNames: Object.keys(labels), registers: [registry] }
  switch (kind) {
    case 'counter':
      counters[name] = new Counter(shared)
      for (const series of seriesOf(spec)) counters[name].inc(series, 0)
      return
    case 'histogram':
      histograms[name] = new Histogram({ ...shared, buckets: [...buckets] })
      for (const series of seriesOf(spec)) histograms[name].zero(series)
      return
    case 'gauge':
      gauges[name] = new Gauge(shared)
      if (isKept) for (const series of seriesOf(spec)) gauges[name].set(series, 0)
      else forget(gauges[name])
  }
}

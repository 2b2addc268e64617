import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { once } from './once.ts'

/** What this process has counted, beside what its runtime tells of itself. */
export function metricsRegistry(): Registry {
  return once('metrics', () => {
    const registry = new Registry()
    collectDefaultMetrics({ register: registry })
    return registry
  })
}

/** Labels hold words of ours only, of which there are few: never what a portal or a person sent. */
type Described<Label extends string> = { readonly help: string; readonly labels?: readonly Label[] }

export function counter<Label extends string = never>(name: string, { help, labels = [] }: Described<Label>) {
  return once(
    `metric-${name}`,
    () => new Counter<Label>({ name, help, labelNames: labels, registers: [metricsRegistry()] }),
  )
}

export function gauge<Label extends string = never>(name: string, { help, labels = [] }: Described<Label>) {
  return once(
    `metric-${name}`,
    () => new Gauge<Label>({ name, help, labelNames: labels, registers: [metricsRegistry()] }),
  )
}

/** @param options.buckets upper bounds, in the unit that ends `name`. */
export function histogram(name: string, { help, buckets }: { readonly help: string; readonly buckets: number[] }) {
  return once(`metric-${name}`, () => new Histogram({ name, help, buckets, registers: [metricsRegistry()] }))
}

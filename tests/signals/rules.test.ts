import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { metricList } from '#lib/platform/metric-list.ts'
import { metricsRegistry } from '#lib/platform/metrics.ts'
import { readAlertRules, readDashboard } from './alert-rules.ts'

const rules = readAlertRules()
const dashboard = readDashboard()
const panels = dashboard.panels.filter(({ type }) => type !== 'row')
const expressions = [
  ...rules.map(({ expr }) => expr),
  ...panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
]

/** What Prometheus itself says of each instance that it asks. */
const ofPrometheus = ['up']

/** What the app exports, as it is asked for: a histogram by its parts. */
async function exportedNames(): Promise<Set<string>> {
  const metrics = await metricsRegistry().getMetricsAsJSON()
  const parts = ({ name, type }: { name: string; type: unknown }) =>
    String(type) === 'histogram' ? ['_bucket', '_sum', '_count'].map((part) => name + part) : [name]
  return new Set([...metrics.flatMap((metric) => parts({ name: metric.name, type: metric.type })), ...ofPrometheus])
}

/** The names and the matchers of an expression. */
const selectors = (expr: string) => [...expr.matchAll(/\b((?:spf|nodejs|process)_\w+|up\b)(?:\{([^}]*)\})?/g)]

test('each metric that rules and dashboard ask for is exported', async () => {
  const exported = await exportedNames()
  const asked = expressions.flatMap((expr) => selectors(expr).map(([, name = '']) => name))
  expect(asked.length).toBeGreaterThan(40)
  expect(asked.filter((name) => !exported.has(name))).toEqual([])
})

test('each label that they ask for is one of the metric, and each word is one that it has', () => {
  const wrong = expressions.flatMap(selectors).flatMap(([, part = '', matchers = '']) => {
    const name = part.replace(/_(bucket|sum|count)$/, '')
    const spec = Object.entries(metricList).find(([known]) => known === name)?.[1]
    const labels: Record<string, readonly string[]> = spec && 'labels' in spec ? spec.labels : {}
    return [...matchers.matchAll(/(\w+)!?=~?"([^"]*)"/g)].filter(([, label = '', word = '']) => {
      if (label === 'instance' || label === 'job') return false
      return !labels[label] || (labels[label].length > 0 && !labels[label].includes(word))
    })
  })
  expect(wrong.map(([text]) => text)).toEqual([])
})

test('each alert has its paragraph in docs/operate.md, which it links, and each paragraph its alert', () => {
  const text = readFileSync('docs/operate.md', 'utf8')
  const section = text.slice(text.indexOf('\n## Alerts\n'), text.indexOf('\n## Uninstalling\n'))
  const paragraphs = [...section.matchAll(/^### (\w+)\n\n([\s\S]*?)(?=\n### |$(?![\s\S]))/gm)]
  expect(paragraphs.map(([, name]) => name)).toEqual(rules.map(({ name }) => name))
  for (const [, name = '', paragraph = ''] of paragraphs) {
    expect(paragraph, name).toMatch(/First:\s/)
  }
  expect(rules.map(({ runbook }) => runbook)).toEqual(rules.map(({ name }) => `docs/operate.md#${name.toLowerCase()}`))
})

test('each alert has been seen to fire, and not to, by promtool’s own tests', () => {
  const cases = readFileSync('docs/operate/alerts.test.yaml', 'utf8').split('- eval_time:')
  const firing = (name: string, fires: boolean) =>
    cases.some((text) => text.includes(`alertname: ${name}\n`) && text.includes('exp_alerts: []') !== fires)
  expect(rules.filter(({ name }) => !firing(name, true)).map(({ name }) => name)).toEqual([])
  expect(rules.filter(({ name }) => !firing(name, false)).map(({ name }) => name)).toEqual([])
})

test('the dashboard is what Grafana imports: a schema, a source to choose, panels with targets that do not overlap', () => {
  expect(dashboard.schemaVersion).toBeGreaterThanOrEqual(36)
  expect(dashboard.uid).toMatch(/^[\w-]{1,40}$/)
  expect(dashboard.templating.list.map(({ name }) => name)).toEqual(['datasource', 'instance'])
  expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length)
  for (const { title, targets = [] } of panels) {
    expect(targets.length, title).toBeGreaterThan(0)
    expect(new Set(targets.map(({ refId }) => refId)).size, title).toBe(targets.length)
  }
  const overlaps = dashboard.panels.filter(({ gridPos: one, id }) =>
    dashboard.panels.some(
      ({ gridPos: other, id: otherId }) =>
        otherId > id &&
        one.x < other.x + other.w &&
        other.x < one.x + one.w &&
        one.y < other.y + other.h &&
        other.y < one.y + one.h,
    ),
  )
  expect(overlaps.map(({ title }) => title)).toEqual([])
  expect(dashboard.panels.filter(({ gridPos: { x, w } }) => x + w > 24)).toEqual([])
})

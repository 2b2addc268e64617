import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type MetricSpec, metricList } from '#lib/platform/metric-list.ts'
import { refusalReasons } from '#lib/platform/refusal-reasons.ts'

test('docs/operate.md has a row for each metric, with its labels, and marks those of the database', () => {
  const rows = readFileSync('docs/operate.md', 'utf8').matchAll(/^\| `(spf_\w+(?:\{[\w,]+\})?)`( \*)? /gm)
  const told = [...rows].map(([, metric, star]) => `${metric}${star ?? ''}`)
  const exported = Object.entries<MetricSpec>(metricList).map(([name, { labels, isStored }]) => {
    const names = Object.keys(labels ?? {}).join(',')
    return `${name}${names && `{${names}}`}${isStored ? ' *' : ''}`
  })
  expect(told.toSorted()).toEqual(exported.toSorted())
})

test('each reason that our code gives for a refusal is counted apart', () => {
  const given = globSync('{app,lib}/**/*.ts').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/new Refusal\(\s*'(\w+)',\s*'(\w+)'/g)].map(([, code, reason]) => ({
      code: code as keyof typeof refusalReasons,
      reason: reason ?? '',
    })),
  )
  expect(given.length).toBeGreaterThan(40)
  const uncounted = given.filter(({ code, reason }) => !refusalReasons[code].some((known) => known === reason))
  expect(uncounted).toEqual([])
})

test('no label has a word that could be a portal, a person or an item', () => {
  const specs = Object.values<MetricSpec>(metricList)
  const words = specs.flatMap(({ labels = {}, series = [] }) => [
    ...Object.values(labels).flat(),
    ...series.flatMap((one) => Object.values(one)),
  ])
  expect(words.filter((word) => /\d{3}|@|\./.test(word))).toEqual([])
})

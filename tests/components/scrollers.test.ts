import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

test('whatever scrolls is a place of its own, so that a text for screen readers within it makes the page no longer', () => {
  const scrollers = globSync('components/**/*.tsx').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/(["`])([^"`]*\boverflow(?:-[xy])?-(?:auto|scroll)\b[^"`]*)\1/g)].map(
      ([, , classes = '']) => ({ file, classes: classes.split(/\s+/) }),
    ),
  )
  expect(scrollers.length).toBeGreaterThan(5)
  const isPlace = (name: string) => ['relative', 'absolute', 'fixed', 'sticky'].includes(name)
  expect(scrollers.filter(({ classes }) => !classes.some(isPlace)).map(({ file }) => file)).toEqual([])
})

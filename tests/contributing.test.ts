import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

/** What stands in backticks and looks like a file. */
function filesNamedIn(document: string): string[] {
  const quoted = [...readFileSync(document, 'utf8').matchAll(/`([^`\s]+)`/g)].map(([, text = '']) => text)
  return quoted.filter((text) => /^[.\w[\]()/-]+\.(tsx?|sql|json|md)$|^[\w.[\]-]+\/[\w./[\]()-]*$/.test(text))
}

test('whatever file CONTRIBUTING.md names is there, also by its bare name', () => {
  const known = new Set(globSync('{app,components,lib,simulator,tests,prisma}/**/*').map((file) => path.basename(file)))
  const named = filesNamedIn('CONTRIBUTING.md').filter((name) => !/\b(CODE|NAME|FILE)\b/.test(name))
  expect(named.length).toBeGreaterThan(40)
  const made = ['test-results/']
  expect(named.filter((name) => !existsSync(name) && !known.has(name) && !made.includes(name))).toEqual([])
})

test('every script that CONTRIBUTING.md and README.md name is one of package.json', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }
  const text = readFileSync('CONTRIBUTING.md', 'utf8') + readFileSync('README.md', 'utf8')
  const named = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name)
  expect(named.filter((name) => !(name in scripts))).toEqual([])
})

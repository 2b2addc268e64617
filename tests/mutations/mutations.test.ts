import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { mutations } from './all-mutations.ts'

const headings = { security: '## Threat by threat', completeness: '## Fault by fault' } as const

/** The names of a table's rows: the first cell, or the second where that is empty. */
function rowsOf(document: keyof typeof headings): string[] {
  const text = readFileSync(`docs/${document}.md`, 'utf8')
  const [, after = ''] = text.split(`${headings[document]}\n`)
  const [section = ''] = after.split('\n## ')
  const cells = section
    .split('\n')
    .flatMap((line) => (line.startsWith('|') ? [line.split('|').map((c) => c.trim())] : []))
  return cells.slice(2).map(([, first = '', second = '']) => first || second)
}

const told = ([document, row]: readonly [string, string]) => `${document}: ${row.replaceAll('’', "'")}`

describe('the list of mutations', () => {
  test('is long enough, and each has a name of its own', () => {
    expect(mutations.length).toBeGreaterThanOrEqual(60)
    expect(new Set(mutations.map(({ name }) => name)).size).toBe(mutations.length)
  })

  test('takes something out of every row of docs/security.md and docs/completeness.md, and of no other', () => {
    const rows = (['security', 'completeness'] as const).flatMap((document) =>
      rowsOf(document).map((row) => told([document, row])),
    )
    expect(rows.length).toBeGreaterThan(40)
    expect([...new Set(mutations.map(({ row }) => told(row)))].toSorted()).toEqual([...new Set(rows)].toSorted())
  })

  test.each(mutations)(
    '$name still applies to the code, and its tests are there',
    ({ file, from, to, tests, named = '' }) => {
      expect(existsSync(file), file).toBe(true)
      expect(readFileSync(file, 'utf8').split(from)).toHaveLength(2)
      expect(to).not.toBe(from)
      expect(from.trim().split('\n')).toHaveLength(1)
      expect(tests.length).toBeGreaterThan(0)
      expect(tests.filter((name) => !existsSync(`tests/${name}.test.ts`))).toEqual([])
      expect(tests.filter((name) => !readFileSync(`tests/${name}.test.ts`, 'utf8').includes(named))).toEqual([])
    },
  )
})

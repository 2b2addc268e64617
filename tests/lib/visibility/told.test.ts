import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import type { FormerState } from '#lib/feed/feed-row.ts'
import { tellItem, type ViewerRight } from '#lib/visibility/tell-item.ts'
import { type Right, rights, type Told, told } from '#lib/visibility/told.ts'
import { feedItem } from '../../components/feed-item-factory.ts'

const all: readonly Told[] = told

describe('what is told, to whom, by which right', () => {
  test('T1: every route with each of its methods is in the list', () => {
    const routes = globSync('app/api/**/route.ts').flatMap((file) => {
      const route = path.dirname(file).slice('app'.length)
      const named = route.replace('[entityTypeId]', '<type>').replace('[itemId]', '<id>')
      const source = readFileSync(file, 'utf8')
      const single = [...source.matchAll(/export const (GET|POST|PUT|PATCH|DELETE) =/g)].map(([, method]) => method)
      // Of what is taken out of one object, what has another name there only says that the method is not allowed.
      const [, several = ''] = /export const \{(.*)\} =/.exec(source) ?? []
      const taken = several.split(',').map((name) => name.trim())
      const methods = [...single, ...taken.filter((name) => /^(GET|POST|PUT|PATCH|DELETE)$/.test(name))]
      return methods.map((method) => `${method} ${named}`)
    })
    const listed = new Set(all.map(({ by }) => by).filter((by) => by.includes(' /api/')))
    expect([...listed].toSorted()).toEqual(routes.toSorted())
  })

  test('docs/security.md shows each line, and each right in its words', () => {
    const page = readFileSync('docs/security.md', 'utf8').replace(/ +/g, ' ')
    const missing = all.filter(({ by, what, right }) => !page.includes(`| ${by} | ${what} | ${right} |`))
    expect(missing).toEqual([])
    const unexplained = Object.entries(rights).filter(([right, words]) => !page.includes(`| ${right} | ${words} |`))
    expect(unexplained).toEqual([])
    const used = new Set<Right>(all.map(({ right }) => right))
    expect([...used].toSorted()).toEqual(Object.keys(rights).toSorted())
  })

  test('T1: one door alone joins an item with what it was', () => {
    const code = (file: string) => readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
    const doors = globSync('{lib,app}/**/*.ts').filter(
      (file) =>
        !file.includes('generated') &&
        file !== 'lib/visibility/told.ts' &&
        /Former(State|Value)\b|\bitem, former\b|\w\.former\b/.test(code(file)),
    )
    expect(doors.toSorted()).toEqual(['lib/feed/feed-row.ts', 'lib/visibility/tell-item.ts'])
  })
})

describe('a former value', () => {
  const { changes: _, ...item } = feedItem(1)
  const former: FormerState = {
    title: { value: 'Secret', until: 5n },
    assignedTo: { value: { id: 7, name: 'Mark Olsen' }, until: 7n },
    stage: { value: null, until: null },
  }
  const nobody: ViewerRight = { isAdmin: false, shownSince: null, openSince: null }
  const toldTo = (right: Partial<ViewerRight>) =>
    Object.keys(tellItem({ item, former }, { ...nobody, ...right }).changes ?? {}).toSorted()

  test('T1: is told to admins, and to whom the item was shown before it ended', () => {
    expect(toldTo({})).toEqual([])
    expect(toldTo({ isAdmin: true })).toEqual(['assignedTo', 'stage', 'title'])
    expect(toldTo({ shownSince: 4n })).toEqual(['assignedTo', 'title'])
    expect(toldTo({ shownSince: 5n })).toEqual(['assignedTo'])
    expect(toldTo({ shownSince: 7n })).toEqual([])
  })

  test('T1: of a row that was told before is told by the right of whoever comes next', () => {
    const row = { item, former }
    const told = (right: Partial<ViewerRight>) => tellItem(row, { ...nobody, ...right })
    expect(told({ isAdmin: true }).changes?.title).toEqual({ from: 'Secret' })
    expect(told({ shownSince: 5n }).changes).toEqual({ assignedTo: { from: { id: 7, name: 'Mark Olsen' }, to: null } })
    expect(told({}).changes).toBeNull()
    expect(told({ openSince: 4n })).toBe(told({ shownSince: 4n }))
  })

  test('T1: is told of a type that was open before it ended, and not of one that was opened later', () => {
    expect(toldTo({ openSince: 4n })).toEqual(['assignedTo', 'title'])
    expect(toldTo({ openSince: 5n, shownSince: 9n })).toEqual(['assignedTo'])
    expect(toldTo({ openSince: 7n })).toEqual([])
  })
})

import { describe, expect, test } from 'vitest'
import { seeNews, seeRows } from '#lib/live/page-view.ts'
import { begin, end, type Reading, seeHead, signal, unread } from '#lib/live/reader-state.ts'

describe('a reader', () => {
  const at = (kind: Reading['kind']): Reading => ({ kind, head: 5n })
  const kinds = ['current', 'behind', 'reading', 'overtaken'] as const
  const next = (arrow: (reading: Reading) => Reading) =>
    Object.fromEntries(kinds.map((kind) => [kind, arrow(at(kind)).kind]))

  test('goes on from each state where the drawing says so, and stays where it says nothing', () => {
    const staying = Object.fromEntries(kinds.map((kind) => [kind, kind]))
    expect(next(signal)).toEqual({ ...staying, current: 'behind', reading: 'overtaken' })
    expect(next((reading) => seeHead(reading, 6n))).toEqual({ ...staying, current: 'behind' })
    expect(next((reading) => seeHead(reading, 5n))).toEqual(staying)
    expect(next(begin)).toEqual({ ...staying, behind: 'reading' })
  })

  test('reads first of all', () => {
    expect(unread.kind).toBe('behind')
  })

  test('is current after a reading that left nothing over, unless a signal overtook it', () => {
    expect(end(at('reading'), 7n, false)).toEqual({ kind: 'current', head: 7n })
    expect(end(at('reading'), 7n, true)).toEqual({ kind: 'behind', head: 7n })
    expect(end(at('overtaken'), 7n, false)).toEqual({ kind: 'behind', head: 7n })
  })

  test('does not go back: news may be older than what it has read', () => {
    expect(end(at('reading'), 3n, false).head).toBe(5n)
  })
})

describe('a page', () => {
  const view = { watchesRevision: 5n, watches: 'two types', rightsVersion: 1 }
  const news = { head: 9n, watches: 'two types', watchesRevision: 5n }

  test('stays as it is while watches and rights do', () => {
    expect(seeNews(view, news, 1)).toEqual({ view, isOutdated: false })
    expect(seeRows(view, 5n)).toEqual({ view, isOutdated: false })
  })

  test.each([
    ['other types are watched', { ...news, watchesRevision: 8n }, 1],
    ['they are watched otherwise', { ...news, watches: 'two types, one of them open' }, 1],
    ['the viewer’s rights are others', news, 2],
  ])('is outdated once %s', (_, told, rightsVersion) => {
    const seen = seeNews(view, told, rightsVersion)
    expect(seen.isOutdated).toBe(true)
    expect(seeNews(seen.view, told, rightsVersion).isOutdated).toBe(false)
  })

  test('that rows have outdated is not outdated again by the news that tell the same, nor by older ones', () => {
    const { view: read, isOutdated } = seeRows(view, 8n)
    expect(isOutdated).toBe(true)
    const older = seeNews(read, { ...news, head: 7n }, 1)
    expect(older).toMatchObject({ isOutdated: false, view: { watches: null } })
    expect(seeNews(older.view, { head: 9n, watches: 'one type', watchesRevision: 8n }, 1).isOutdated).toBe(false)
  })
})

import { expect, test } from 'vitest'
import { RecentMap } from '#lib/platform/recent-map.ts'
import { MarkBound } from '#lib/visibility/bound-marks.ts'
import { marksOf } from '#lib/visibility/viewer-marks.ts'

const viewer = (size: number, asking: unknown = null) => ({ items: { size }, asking })

test('of what viewers may see only so much is remembered together: who has not been here for longest is forgotten first', () => {
  const viewers = new RecentMap<string, ReturnType<typeof viewer>>(100)
  for (const name of ['first', 'second', 'third', 'fourth']) viewers.set(name, viewer(40))
  viewers.get('first')
  const bound = new MarkBound(100)
  bound.keep(viewers, 0)
  expect([...viewers].map(([name]) => name)).toEqual(['fourth', 'first'])
})

test('a viewer of whom the CRM is being asked is not forgotten meanwhile', () => {
  const viewers = new RecentMap<string, ReturnType<typeof viewer>>(100)
  viewers.set('asking', viewer(90, Promise.resolve()))
  viewers.set('idle', viewer(90))
  viewers.set('here', viewer(5))
  new MarkBound(100).keep(viewers, 0)
  expect([...viewers].map(([name]) => name)).toEqual(['asking', 'here'])
})

test('a viewer who comes back all the time is remembered, however many others come after', () => {
  const faithful = { portalId: 'bound', userId: 1 }
  const known = marksOf(faithful)
  for (let userId = 2; userId <= 12_000; userId += 1) {
    marksOf({ portalId: 'bound', userId })
    if (userId % 1_000 === 0) expect(marksOf(faithful)).toBe(known)
  }
})

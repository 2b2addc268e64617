import { expect, test } from 'vitest'
import { recentMap } from '#lib/platform/recent-map.ts'
import { marksOf } from '#lib/visibility/known-viewers.ts'
import { MarkBound } from '#lib/visibility/marks-limit.ts'

const viewer = (size: number, asking: unknown = null) => ({ items: { size }, asking })

test('of what viewers may see only so much is remembered together: who has not been here for longest is forgotten first', () => {
  const viewers = recentMap<string, ReturnType<typeof viewer>>(100)
  for (const name of ['portal:first', 'portal:second', 'portal:third', 'portal:fourth']) viewers.set(name, viewer(40))
  viewers.get('portal:first')
  const bound = new MarkBound(100)
  bound.enforce(viewers, 0)
  expect([...viewers.rkeys()]).toEqual(['portal:fourth', 'portal:first'])
})

test('a portal that holds the most gives way: what another portal’s viewers may see is not forgotten for it', () => {
  const viewers = recentMap<string, ReturnType<typeof viewer>>(100)
  viewers.set('quiet:1', viewer(30))
  viewers.set('quiet:2', viewer(10))
  for (let n = 1; n <= 5; n += 1) viewers.set(`greedy:${n}`, viewer(40))
  new MarkBound(150).enforce(viewers, 0)
  expect([...viewers.rkeys()]).toEqual(['quiet:1', 'quiet:2', 'greedy:4', 'greedy:5'])
})

test('portals that hold as much as each other give way in turns', () => {
  const viewers = recentMap<string, ReturnType<typeof viewer>>(100)
  for (const name of ['one:1', 'one:2', 'one:3', 'two:1', 'two:2', 'two:3']) viewers.set(name, viewer(10))
  new MarkBound(40).enforce(viewers, 0)
  expect([...viewers.rkeys()]).toEqual(['one:2', 'one:3', 'two:2', 'two:3'])
})

test('a viewer of whom the CRM is being asked is not forgotten meanwhile', () => {
  const viewers = recentMap<string, ReturnType<typeof viewer>>(100)
  viewers.set('portal:asking', viewer(90, Promise.resolve()))
  viewers.set('portal:idle', viewer(90))
  viewers.set('portal:here', viewer(5))
  new MarkBound(100).enforce(viewers, 0)
  expect([...viewers.rkeys()]).toEqual(['portal:asking', 'portal:here'])
})

test('a viewer who comes back all the time is remembered, however many others come after', () => {
  const faithful = { portalId: 'bound', userId: 1 }
  const known = marksOf(faithful)
  for (let userId = 2; userId <= 30_000; userId += 1) {
    marksOf({ portalId: 'bound', userId })
    if (userId % 2_000 === 0) expect(marksOf(faithful)).toBe(known)
  }
})

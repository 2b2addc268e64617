import { expect, test } from 'vitest'
import { toldWatches } from '#components/feed/state/told-watches.ts'
import type { Watch } from '#lib/watches/watch.ts'

const watch = (entityTypeId: number, title = 'Claims'): Watch => ({
  ...{ entityTypeId, title, visibility: 'crm', paused: null },
  ...{ checkpointItemId: null, sweptAt: null, lastItemAt: null, itemCount: null },
})

test('what is told of later is shown when it is, and what the CRM denies goes with a whole answer', () => {
  expect(toldWatches(null, { watches: [], isPartial: true })).toBeNull()
  expect(toldWatches(null, { watches: [watch(31)], isPartial: true })).toEqual([watch(31)])
  expect(toldWatches([watch(31)], { watches: [watch(1220), watch(31)] })).toEqual([watch(1220), watch(31)])
  expect(toldWatches([watch(1220), watch(31)], { watches: [watch(31)] })).toEqual([watch(31)])
})

test('the silence of the CRM takes no tab away', () => {
  const known = [watch(1220), watch(31)]
  expect(toldWatches(known, { watches: [watch(31, 'Renamed')], isPartial: true })).toEqual([
    watch(31, 'Renamed'),
    watch(1220),
  ])
})

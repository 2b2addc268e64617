import { expect, test } from 'vitest'
import { isLimited, reachOf } from '#components/feed/state/feed-reach.ts'
import type { Watch } from '#lib/watches/watch.ts'
import { feedItem } from './feed-item-factory.ts'

const watch = (entityTypeId: number, visibility: Watch['visibility']): Watch => ({
  ...{ entityTypeId, title: 'Claims', visibility, paused: null },
  ...{ checkpointItemId: null, sweptAt: null, lastItemAt: null, itemCount: null },
})
const employee = { userId: 9, isAdmin: false }
const own = feedItem(1, { createdBy: { id: 9, name: 'Eva Brandt' } })
const handedOver = feedItem(2, { createdBy: { id: 1, name: 'Ann Lee' }, assignedTo: { id: 9, name: 'Eva Brandt' } })
const foreign = feedItem(3, { createdBy: { id: 1, name: 'Ann Lee' } })

test('a viewer under the CRM’s rights sees what it shows, and is told where that is nothing but the own', () => {
  const reach = (...items: (typeof own)[]) => reachOf(employee, [watch(1220, 'crm')], { tab: 'all', items })
  expect(reach(own, handedOver)).toBe('own')
  expect(reach(own, foreign)).toBe('limited')
})

test('an admin sees all, and so does everybody in a type that is open to the portal', () => {
  const watches = [watch(1220, 'crm'), watch(177, 'portal')]
  expect(reachOf({ userId: 1, isAdmin: true }, watches, { tab: 'all', items: [own] })).toBe('all')
  expect(reachOf(employee, watches, { tab: 177, items: [own] })).toBe('all')
  expect((['all', 1220, 177] as const).map((tab) => isLimited(employee, watches, tab))).toEqual([true, true, false])
})

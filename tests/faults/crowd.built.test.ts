import { expect, test } from 'vitest'
import { openCrowd, questionsOf, shows } from '../support/crowd.ts'
import { createPortal, people } from '../support/portal-driver.ts'
import { runSystem } from '../support/start-system.ts'

const system = runSystem()
const soon = { interval: 50 }
const count = 12
/** Each of two people has that many asked: together what the portal allows at once (limits.md), and no more than the share of each. */
const usingUp = 24
const stages = '/api/stages?entityTypeId=1220&stageId=DT1220_1:NEW'

test('B10: a new item is asked about once for each viewer, however many pages the viewer has open', async () => {
  const portal = await createPortal(system())
  await portal.ready(1220)
  const crowd = await openCrowd(system(), portal, { count, pages: 3 })
  const calls = (await system().simulator.restLog(portal.memberId)).length
  const [itemId = 0] = await portal.create({ entityTypeId: 1220, userId: crowd[1]?.userId ?? 0 })
  const mayRead = crowd.filter((member) => member.seesAll || member === crowd[1])
  await expect.poll(() => mayRead.filter((member) => !shows(member, [itemId])), soon).toEqual([])
  const asked = () => questionsOf(system(), portal, calls)
  await expect.poll(async () => (await asked()).size, soon).toBe(count)
  // Where a page was late by a turn its question is a second one of that viewer; three pages are never three questions.
  for (const [userId, times] of await asked()) expect([userId, times <= 2]).toEqual([userId, true])
  for (const member of crowd.filter((one) => !mayRead.includes(one))) expect(shows(member, [])).toBe(true)
})

test('B10: while a crowd waits for a portal whose budget is used up, the next item is confirmed before all of it is served', {
  timeout: 120_000,
}, async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const adminStream = await admin.stream()
  const crowd = await openCrowd(system(), portal, { count })
  const [reader] = crowd
  if (!reader) throw new Error('There is a crowd.')
  const others = await Promise.all([people.manager, people.outsider].map((userId) => portal.viewer(userId)))
  const asking = others.flatMap((other) => Array.from({ length: usingUp }, () => other.call('GET', stages)))
  expect(new Set((await Promise.all(asking)).map(({ status }) => status))).toEqual(new Set([200]))

  const calls = (await system().simulator.restLog(portal.memberId)).length
  const [first = 0] = await portal.create({ entityTypeId: 1220 })
  await expect.poll(() => adminStream.itemIds, soon).toEqual([first])
  const [second = 0] = await portal.create({ entityTypeId: 1220 })
  await expect.poll(() => adminStream.itemIds, soon).toEqual([first, second])
  expect((await questionsOf(system(), portal, calls)).size).toBeLessThan(count)
  const mayRead = crowd.filter(({ seesAll }) => seesAll)
  await expect.poll(() => mayRead.filter((member) => !shows(member, [first, second])).length, soon).toBe(0)
  // Who has not been asked yet when the next item comes is asked about both at once.
  const asked = await questionsOf(system(), portal, calls)
  expect([...asked.values()].reduce((sum, times) => sum + times, 0)).toBeLessThan(2 * count)
  // One of them is shown no stages by the CRM: that is an answer.
  const isRefused = ({ error }: { error: string | null }) => error !== null && error !== 'Access denied.'
  expect((await system().simulator.restLog(portal.memberId)).filter(isRefused)).toEqual([])
})

import { expect, onTestFinished, test } from 'vitest'
import { sweepPortal } from '#lib/catch-up/sweep-portal.ts'
import { listen } from '#lib/db/listen.ts'
import { readHead } from '#lib/feed-head/read-head.ts'
import { portalPoll } from '#lib/live/portal-poll.ts'
import { subscriberHub } from '#lib/live/subscriber-hub.ts'
import { type Clock, systemClock } from '#lib/platform/clock.ts'
import { startAt } from '#lib/visibility/change-cursor.ts'
import { marksOf } from '#lib/visibility/known-viewers.ts'
import { listVisibleChanges } from '#lib/visibility/list-visible-changes.ts'
import { listVisibleItems } from '#lib/visibility/list-visible-items.ts'
import { readChangesSince } from '#lib/visibility/read-changes-since.ts'
import { recheckRights } from '#lib/visibility/recheck-rights.ts'
import { recordReturn } from '#lib/visibility/record-return.ts'
import { makeReader } from '../../support/make-reader.ts'
import { people } from '../../support/portal-driver.ts'
import { installCore, longAgo, runCore } from '../../support/start-core.ts'

const core = runCore()
const noAnswer = { ok: true, isAdmin: null, visible: new Map(), decided: new Set<string>(), types: new Map() } as const
const own = { ...longAgo, userId: people.employee }
const minutesLater =
  (minutes: number): Clock =>
  () =>
    new Date(Date.now() + minutes * 60_000)

/** A portal and one person's access to it; this process has never heard of that person. */
async function portalOf(userId: number, ...types: Parameters<typeof installCore>[1][]) {
  const { simulator, sql } = core()
  const portal = await installCore(core(), ...types)
  const { portalId, memberId } = portal
  const [row] = await sql<{ endpoint: string }>('select client_endpoint as endpoint from portal where id = $1', [
    portalId,
  ])
  const { AUTH_ID: accessToken } = await simulator.issueTokens(memberId, { userId })
  const viewer = {
    ...{ portalId, userId, isAdmin: userId === people.admin, priority: 2 as const },
    ...{ clientEndpoint: row?.endpoint ?? '', accessToken, allowPrivate: true },
  }
  const marks = marksOf(viewer)
  const tell = async (itemId: number, event: string, receivedAt = new Date()) => {
    await portal.receive({ itemId, event, receivedAt })
    await portal.confirm()
  }
  return {
    portal,
    viewer,
    /** The portal has failed to answer, twice: nobody asks it for a while. */
    silence: () => {
      for (let n = 0; n < 2; n += 1) marks.refuse('unreachable', accessToken, Date.now() + 3_600_000)
    },
    /** It has answered again, whatever it was asked. */
    speak: () => void marks.decide([], noAnswer, { askedAtMs: Date.now(), nowMs: Date.now() }),
    changes: (since: bigint, clock = systemClock) => readChangesSince(viewer, { since, entityTypeId: null }, clock),
    page: (before: bigint | null, clock = systemClock) =>
      listVisibleItems(
        viewer,
        { filter: {}, before: before === null ? null : { part: 'new', position: before }, limit: 20 },
        clock,
      ),
    tell,
    /** Items of the manager's that are this person's now. */
    assign: async (count: number) => {
      const ids = await portal.create({ entityTypeId: 1220, userId: people.manager, count, ...longAgo })
      for (const id of ids) await simulator.updateItem(memberId, 1220, id, { assignedById: userId, announce: false })
      await sweepPortal(portalId)
      return ids
    },
    /** The item is the manager's again. @returns the head before that. */
    withdraw: async (itemId = 0) => {
      const before = await readHead(portalId)
      await simulator.updateItem(memberId, 1220, itemId, { assignedById: people.manager, announce: false })
      await tell(itemId, 'ITEM_UPDATE')
      return before
    },
  }
}

/** How often the employee's own token was shown to the portal. */
async function rightsAsked(memberId: string): Promise<number> {
  const log = await core().simulator.restLog(memberId)
  return log.filter(({ method, userId }) => method === 'batch' && userId === people.employee).length
}

test('B10: a burst that the CRM is slow to decide is read on to its end, without any further event', async () => {
  const { portal, viewer, silence, speak } = await portalOf(people.employee, 1220)
  const ids = await portal.create({ entityTypeId: 1220, count: 700, ...own })
  await sweepPortal(portal.portalId)
  const cursor = startAt(0n)
  const head = await readHead(portal.portalId)
  const told: number[] = []
  const turn = async () => {
    const { changes, more } = await listVisibleChanges(
      viewer,
      cursor,
      { entityTypeId: null, head, waitMs: 20_000 },
      systemClock,
    )
    told.push(...changes.flatMap((change) => (change.kind === 'item' ? [change.item.itemId] : [])))
    return more
  }
  silence()
  while (cursor.undecided.size < 500) await turn()
  speak()
  while ((await turn()) === 'now');
  expect(told.toSorted((a, b) => a - b)).toEqual(ids)
})

test('S5: a burst is read on to its end although what the CRM was slow to decide has changed again meanwhile', async () => {
  const { portal, viewer, silence, speak } = await portalOf(people.employee, 1220)
  const undecided = await portal.create({ entityTypeId: 1220, count: 40, ...own })
  await sweepPortal(portal.portalId)
  const cursor = startAt(0n)
  const told = new Set<number>()
  const turn = async () => {
    const head = await readHead(portal.portalId)
    const wanted = { entityTypeId: null, head, waitMs: 20_000 }
    const { changes, more } = await listVisibleChanges(viewer, cursor, wanted, systemClock)
    for (const change of changes) if (change.kind === 'item') told.add(change.item.itemId)
    return more
  }
  silence()
  await turn()
  expect(cursor.undecided.size).toBe(undecided.length)
  for (const itemId of undecided) {
    await core().simulator.updateItem(portal.memberId, 1220, itemId, { title: 'Another one', announce: false })
    await portal.receive({ itemId, event: 'ITEM_UPDATE' })
  }
  await portal.confirm()
  const burst = await portal.create({ entityTypeId: 1220, count: 300, ...own })
  await sweepPortal(portal.portalId)
  speak()
  while ((await turn()) === 'now');
  expect([...told].toSorted((a, b) => a - b)).toEqual([...undecided, ...burst])
})

test('a first page says what it lacks while the CRM is silent; an older one is not shown with holes, as nothing would fill them', async () => {
  const { portal, viewer, page, silence, changes, speak } = await portalOf(people.employee, 1220, {
    entityTypeId: 147,
    visibility: 'portal',
  })
  const closed = await portal.create({ entityTypeId: 1220, count: 30, ...own })
  const open = await portal.create({ entityTypeId: 147, count: 30, ...longAgo })
  await sweepPortal(portal.portalId)
  const head = await readHead(viewer.portalId)
  expect(await page(null)).not.toHaveProperty('isPartial')
  expect(await page(head)).not.toHaveProperty('isPartial')
  silence()
  const later = minutesLater(4)
  const first = await page(null, later)
  expect(first).toMatchObject({ isPartial: true })
  expect(open).toEqual(expect.arrayContaining(first.items.map(({ itemId }) => itemId)))
  await expect(page(head, later)).rejects.toMatchObject({ code: 'unavailable' })
  speak()
  const { changes: told } = await changes(BigInt(first.headRevision), later)
  const came = told.flatMap((change) => (change.kind === 'item' ? [change.item.itemId] : []))
  expect(came).toEqual(expect.arrayContaining(closed))
})

test('S5: an admin is told what was removed, not to read anew, also when the portal last said so minutes ago', async () => {
  const { portal, viewer, changes, tell } = await portalOf(people.admin, 1220)
  const [first = 0, itemId = 0] = await portal.create({ entityTypeId: 1220, count: 2, ...longAgo })
  // With the first one the portal says who is an admin; about the second nobody is asked.
  for (const announced of [first, itemId]) {
    const since = await readHead(viewer.portalId)
    await tell(announced, 'ITEM_ADD')
    expect((await changes(since)).changes).toMatchObject([{ kind: 'item' }])
  }
  const before = await readHead(viewer.portalId)
  await core().simulator.deleteItem(portal.memberId, 1220, itemId, { announce: false })
  await tell(itemId, 'ITEM_DELETE')
  const later = await changes(before, minutesLater(4))
  expect(later.changes).toMatchObject([{ kind: 'removed', removed: { entityTypeId: 1220, itemId } }])
})

test('an item that another process may have shown and that is theirs no more has the page read anew, once in ten minutes', async () => {
  const { viewer, changes, assign, withdraw } = await portalOf(people.employee, 1220)
  const ids = await assign(2)
  const first = await withdraw(ids[0])
  expect((await changes(first)).changes).toMatchObject([{ kind: 'reset' }])
  expect((await changes(first)).changes).toEqual([])
  const second = await withdraw(ids[1])
  expect((await changes(second)).changes).toEqual([])
  expect((await changes(await readHead(viewer.portalId), minutesLater(11))).changes).toMatchObject([{ kind: 'reset' }])
})

/** Whatever any instance hints at is heard here, as in a process with streams. */
async function hearReturns(): Promise<void> {
  const { promise: listening, resolve } = Promise.withResolvers<void>()
  onTestFinished(
    listen({
      onSignal: (signal) => void (signal.kind === 'returned' && recordReturn(signal.portalId, signal.item)),
      onReconnect: resolve,
    }),
  )
  await listening
}

test('an item whose deletion was lost comes back to whoever was told meanwhile that there is none', async () => {
  const { simulator } = core()
  const { portal, viewer, changes, page, tell } = await portalOf(people.employee, 1220)
  await hearReturns()
  const [itemId = 0] = await portal.create({ entityTypeId: 1220, ...own })
  await tell(itemId, 'ITEM_ADD', new Date(Date.now() - 60_000))
  await simulator.deleteItem(portal.memberId, 1220, itemId, { announce: false })
  expect((await page(null)).items).toEqual([])
  const before = await readHead(viewer.portalId)
  await simulator.restoreItem(portal.memberId, 1220, itemId, { announce: false })
  await expect
    .poll(async () => {
      await tell(itemId, 'ITEM_ADD')
      return marksOf(viewer).doubts.returned.size
    })
    .toBe(1)
  expect((await changes(before)).changes).toMatchObject([{ kind: 'reset' }])
  expect((await page(null)).items).toMatchObject([{ itemId }])
  expect(await readHead(viewer.portalId)).toBe(before)
})

test('T9: where the hint of its return was lost, it comes with the next stream, ten minutes later at most', async () => {
  const { simulator } = core()
  const { portal, viewer, page, tell } = await portalOf(people.employee, 1220)
  const [itemId = 0] = await portal.create({ entityTypeId: 1220, ...own })
  await tell(itemId, 'ITEM_ADD', new Date(Date.now() - 60_000))
  await simulator.deleteItem(portal.memberId, 1220, itemId, { announce: false })
  expect((await page(null)).items).toEqual([])
  await simulator.restoreItem(portal.memberId, 1220, itemId, { announce: false })
  await tell(itemId, 'ITEM_ADD')
  const { version } = marksOf(viewer)
  await recheckRights(viewer, minutesLater(10))
  expect(marksOf(viewer).version).toBeGreaterThan(version)
})

test('T9: the same event again and again takes no revision, sends nobody anything, and has each viewer asked once in ten minutes', async () => {
  const { portal, viewer, page, tell } = await portalOf(people.employee, 1220)
  await hearReturns()
  const [itemId = 0] = await portal.create({ entityTypeId: 1220, userId: people.manager, ...longAgo })
  const [shown = 0] = await portal.create({ entityTypeId: 1220, ...own })
  for (const id of [itemId, shown]) await tell(id, 'ITEM_ADD', new Date(Date.now() - 60_000))
  expect((await page(null)).items).toMatchObject([{ itemId: shown }])
  // Nobody who sees it is asked about what is announced again.
  for (const id of [shown, itemId]) await tell(id, 'ITEM_ADD')
  await expect.poll(() => [...marksOf(viewer).doubts.returned]).toEqual([`1220:${itemId}`])
  // That was asked long ago.
  marksOf(viewer).doubts.dequeueReturned(Date.now() - 3_600_000)
  onTestFinished(subscriberHub().subscribe(viewer.portalId, () => undefined))
  const sent: string[] = []
  const head = await readHead(viewer.portalId)
  const send = (text: string) => void sent.push(text)
  let nowMs = Date.now()
  const clock = () => new Date(nowMs)
  const reader = makeReader({ viewer, since: head, head, clock, send })
  await reader.begin()
  await reader.turn()
  const asked = await rightsAsked(portal.memberId)
  const repeat = async (event: string) => {
    for (const id of [itemId, shown]) await tell(id, event)
    nowMs += 5_000
    await reader.turn()
    await marksOf(viewer).asking?.answered
  }
  for (let time = 0; time < 8; time += 1) await repeat('ITEM_ADD')
  await expect
    .poll(async () => {
      await repeat('ITEM_ADD')
      return rightsAsked(portal.memberId)
    })
    .toBe(asked + 1)
  for (const event of ['ITEM_UPDATE', 'ITEM_DELETE', 'ITEM_ADD']) await repeat(event)
  expect(await rightsAsked(portal.memberId)).toBe(asked + 1)
  expect(await readHead(viewer.portalId)).toBe(head)
  expect(sent.filter((text) => /event: (item|removed|reset)/.test(text))).toEqual([])
})

test('S1: an item that was gone before this process was asked, and that another may have shown, is not left on a page', async () => {
  const { simulator } = core()
  const { portal, viewer, changes, tell } = await portalOf(people.employee, 1220)
  const [itemId = 0] = await portal.create({ entityTypeId: 1220, ...own })
  await tell(itemId, 'ITEM_ADD')
  await simulator.deleteItem(portal.memberId, 1220, itemId, { announce: false })
  // Cut before its id moved on, the page comes back from before the item that it shows.
  expect((await changes(0n)).changes).toEqual([])
  const before = await readHead(viewer.portalId)
  await tell(itemId, 'ITEM_DELETE')
  expect((await changes(before)).changes).toMatchObject([{ kind: 'reset' }])
})

test('S1: an item that another process showed does not stay on its page because this one was asked only after its deletion', async () => {
  const { simulator } = core()
  const { portal, viewer, changes, page, tell } = await portalOf(people.employee, 1220)
  const [itemId = 0] = await portal.create({ entityTypeId: 1220, ...own })
  await tell(itemId, 'ITEM_ADD')
  await simulator.deleteItem(portal.memberId, 1220, itemId, { announce: false })
  expect((await page(null)).items).toEqual([])
  const before = await readHead(viewer.portalId)
  await tell(itemId, 'ITEM_DELETE')
  expect((await changes(before)).changes).toMatchObject([{ kind: 'reset' }])
})

test('S1: a stream that is cut while its page may show what is hidden now comes back from before that', async () => {
  const { viewer, assign, withdraw } = await portalOf(people.employee, 1220)
  const ids = await assign(2)
  onTestFinished(subscriberHub().subscribe(viewer.portalId, () => undefined))
  const head = await readHead(viewer.portalId)
  let nowMs = Date.now()
  const clock = () => new Date(nowMs)
  const sent: string[] = []
  const send = (text: string) => void sent.push(text)
  const reader = makeReader({ viewer, since: head, head, clock, send })
  await reader.begin()
  const takeAway = async (itemId = 0) => {
    sent.length = 0
    await withdraw(itemId)
    reader.signal()
    const head = await readHead(viewer.portalId)
    await expect.poll(() => portalPoll().latest(viewer.portalId)?.news?.head).toBe(head)
    // What is hidden moves the id with the slow head.
    for (let turn = 0; turn < 2; turn += 1) {
      nowMs += 5_000
      await reader.turn()
    }
    const ids = sent.map((text) => BigInt(/^id: (.*)$/m.exec(text)?.[1] ?? 0))
    return { resets: sent.filter((text) => text.includes('event: reset')).length, id: ids.at(-1) ?? 0n }
  }
  expect(await takeAway(ids[0])).toMatchObject({ resets: 1 })
  const held = await takeAway(ids[1])
  expect(held.resets).toBe(0)
  expect(held.id).toBeLessThan(await readHead(viewer.portalId))
  nowMs += 11 * 60_000
  sent.length = 0
  await reader.turn()
  expect(sent.join('')).toContain('event: reset')
  expect(sent.at(-1)).toContain(`id: ${await readHead(viewer.portalId)}`)
})

test('H10: what was never theirs, and came while this reader was here, tells nothing when it changes or goes', async () => {
  const { simulator } = core()
  const { portal, viewer, tell } = await portalOf(people.employee, 1220)
  const [itemId = 0] = await portal.create({ entityTypeId: 1220, userId: people.manager, ...longAgo })
  const cursor = startAt(0n, 0n)
  const next = async () => {
    const head = await readHead(viewer.portalId)
    const asked = { entityTypeId: null, head, waitMs: 20_000 }
    return (await listVisibleChanges(viewer, cursor, asked, systemClock)).changes
  }
  await tell(itemId, 'ITEM_ADD')
  expect(await next()).toEqual([])
  await simulator.updateItem(portal.memberId, 1220, itemId, { title: 'Again', announce: false })
  await tell(itemId, 'ITEM_UPDATE')
  expect(await next()).toEqual([])
  await simulator.deleteItem(portal.memberId, 1220, itemId, { announce: false })
  await tell(itemId, 'ITEM_DELETE')
  expect(await next()).toEqual([])
  expect(marksOf(viewer).doubts.isOpen).toBe(false)
})

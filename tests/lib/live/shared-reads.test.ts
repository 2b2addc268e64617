import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { readHead } from '#lib/feed-head/read-head.ts'
import { portalPoll } from '#lib/live/portal-poll.ts'
import { subscriberHub } from '#lib/live/subscriber-hub.ts'
import { marksOf } from '#lib/visibility/known-viewers.ts'
import { countStatements } from '../../support/count-statements.ts'
import { makeReader } from '../../support/make-reader.ts'
import { people } from '../../support/portal-driver.ts'
import { installCore, runCore } from '../../support/start-core.ts'

const core = runCore()
const noAnswer = { ok: true, visible: new Map(), decided: new Set<string>(), types: new Map() } as const

afterEach(() => void vi.restoreAllMocks())

const countReads = () => countStatements('from feed_item')

/** A portal with an open type and one that is not, and so many readers of each kind. */
async function openPages(count: { admins: number; employees: number }) {
  const portal = await installCore(core(), 1220, { entityTypeId: 147, visibility: 'portal' })
  const { portalId } = portal
  onTestFinished(subscriberHub().subscribe(portalId, () => undefined))
  const head = await readHead(portalId)
  const open = async (userId: number, isAdmin: boolean) => {
    const viewer = {
      ...{ portalId, userId, isAdmin, priority: 2 as const },
      ...{ clientEndpoint: '', accessToken: '', allowPrivate: true },
    }
    marksOf(viewer).decide([], { ...noAnswer, isAdmin }, { askedAtMs: Date.now(), nowMs: Date.now() })
    // The portal answers nothing: what it did not show is undecided.
    for (let n = 0; n < 2; n += 1) marksOf(viewer).refuse('unreachable', '', Date.now() + 3_600_000)
    let sent = ''
    const send = (text: string) => {
      sent += text
    }
    const reader = makeReader({ viewer, since: head, head, send })
    await reader.begin()
    await reader.turn()
    return { portalId, reader, items: () => [...sent.matchAll(/^data: (\{"id".*)$/gm)].map(([, data = '']) => data) }
  }
  const admins = await Promise.all(Array.from({ length: count.admins }, (_, n) => open(people.admin + 500 + n, true)))
  const employees = await Promise.all(Array.from({ length: count.employees }, (_, n) => open(900 + n, false)))
  const arrive = async (entityTypeId: number) => {
    const [itemId = 0] = await portal.create({ entityTypeId })
    await portal.receive({ entityTypeId, itemId })
    await portal.confirm()
  }
  const readers = [...admins, ...employees].map(({ reader }) => reader)
  const turns = new Map<(typeof readers)[number], Promise<unknown>>()
  /** As a signal of the feed does: a stream takes one turn after the other. */
  const wake = () => {
    for (const reader of readers) {
      reader.signal()
      turns.set(
        reader,
        (turns.get(reader) ?? Promise.resolve()).then(() => reader.turn()),
      )
    }
    return Promise.all(turns.values())
  }
  return { arrive, wake, admins, employees, portal }
}

test('S1: a signal costs one read of the rows, and one writing of a row, however many streams tell it', async () => {
  const { arrive, wake, admins, employees } = await openPages({ admins: 20, employees: 20 })
  await arrive(147)
  const reads = countReads()
  const written = vi.spyOn(JSON, 'stringify')
  await wake()
  expect(reads()).toBe(1)
  const rows = written.mock.calls.filter(([value]) => (value as { itemId?: number } | null)?.itemId !== undefined)
  expect(rows).toHaveLength(1)
  const told = [...admins, ...employees].map(({ items }) => items())
  expect(told.every((items) => items.length === 1 && items[0] === told[0]?.[0])).toBe(true)
})

test('S1: a status is written once for all admins and once for all others, and an idle turn writes nothing', async () => {
  const { wake, admins, employees } = await openPages({ admins: 20, employees: 20 })
  const written = vi.spyOn(JSON, 'stringify')
  const statuses = () => written.mock.calls.filter(([value]) => Object.hasOwn(Object(value), 'provedAt')).length
  await wake()
  await portalPoll().current(admins[0]?.portalId ?? '')
  await Promise.all([...admins, ...employees].map(({ reader }) => reader.turn()))
  // The poll may have read the news once more meanwhile.
  expect(statuses()).toBeLessThanOrEqual(4)
})

test('H10: what is read for all is told to each by the own right', async () => {
  const { arrive, wake, admins, employees } = await openPages({ admins: 2, employees: 2 })
  await arrive(1220)
  await arrive(147)
  await wake()
  const types = (items: string[]) => items.map((item) => (JSON.parse(item) as { entityTypeId: number }).entityTypeId)
  for (const { items } of admins) expect(types(items())).toEqual([1220, 147])
  for (const { items } of employees) expect(types(items())).toEqual([147])
})

test('S1: what a signal tells while rows are being read is read as well', async () => {
  const { arrive, wake, admins } = await openPages({ admins: 3, employees: 0 })
  await arrive(1220)
  const first = wake()
  await arrive(147)
  await wake()
  await first
  for (const { items } of admins) expect(items()).toHaveLength(2)
})

test('S1: a stream that comes back to what is known reads nothing, and is told what it missed', async () => {
  const { arrive, wake, portal } = await openPages({ admins: 1, employees: 0 })
  const since = await readHead(portal.portalId)
  await arrive(147)
  await wake()
  const viewer = {
    ...{ portalId: portal.portalId, userId: people.employee, isAdmin: false, priority: 2 as const },
    ...{ clientEndpoint: '', accessToken: '', allowPrivate: true },
  }
  const reads = countReads()
  const sent: string[] = []
  const send = (text: string) => void sent.push(text)
  const reader = makeReader({ viewer, since, head: since + 1n, send })
  await reader.begin()
  await reader.turn()
  expect(sent.join('')).toContain('event: item')
  expect(reads()).toBe(0)
})

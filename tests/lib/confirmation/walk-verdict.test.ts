import { describe, expect, test } from 'vitest'
import type { RestFailure } from '#lib/bitrix24/rest-error.ts'
import { readBatchVerdict } from '#lib/confirmation/batch-verdict.ts'
import type { HintWalk } from '#lib/confirmation/hint-lists.ts'
import { makeHint } from './make-hint.ts'

const portalTime = new Date('2026-01-01T12:00:00Z')
const long = '2026-01-01T14:00:00+03:00'
const justNow = '2026-01-01T14:59:58+03:00'
const now = new Date('2026-05-05T05:05:05Z')

const walkTo = (throughItemId: number | null, ...hints: number[]): HintWalk => ({
  entityTypeId: 1220,
  afterItemId: 100,
  throughItemId,
  pages: 1,
  hints: hints.map((itemId) => makeHint(itemId)),
})
const item = (id: number, createdTime = long) => ({ id, createdTime })
const full = (from: number, createdTime = long) => Array.from({ length: 50 }, (_, n) => item(from + n, createdTime))

type Answered = {
  admin?: boolean
  items?: object[]
  declined?: RestFailure['kind']
  control?: boolean
  /** What comes after the end of the walk; `broken` where the CRM declines to say. */
  beyond?: object[] | 'broken'
}

function verdict(walk: HintWalk, { admin, items, declined, control, beyond }: Answered, asksOwner = true) {
  const results = new Map<string, unknown>()
  if (admin !== undefined) results.set('admin', admin)
  if (items) results.set('w0p0', { items })
  if (control) results.set('c1220', { items: [] })
  if (Array.isArray(beyond)) results.set('e1220', { items: beyond })
  const controls = control === undefined ? [] : [1220]
  const failures = new Map<string, RestFailure>(declined ? [['w0p0', { kind: declined, code: declined }]] : [])
  if (beyond === 'broken') failures.set('e1220', { kind: 'other', code: 'other' })
  const answer = { ok: true, results, failures, totals: new Map(), portalTime } as const
  const read = readBatchVerdict(answer, { asksOwner, lists: [], walks: [walk], controls, ends: [], types: null }, now)
  const [move] = read.moves
  return {
    shown: read.items.flatMap(({ remote, itemId, source }) => (remote ? [[itemId, source]] : [])),
    gone: read.items.flatMap(({ remote, itemId }) => (remote ? [] : [itemId])),
    young: read.young.map(({ itemId }) => itemId),
    decided: read.decided.map(({ itemId }) => itemId),
    deferred: read.deferred.map(({ itemId }) => itemId),
    divided: read.divided.flatMap(({ hints }) => hints.map(({ itemId }) => itemId)),
    parked: read.parked.map(({ itemId, reason }) => [itemId, reason]),
    behind: [...read.behind],
    failure: read.failure?.code ?? null,
    move: move && Object.fromEntries(Object.entries(move).filter(([key]) => !/entityTypeId|fromItemId/.test(key))),
  }
}

describe('a walk up to what was announced', () => {
  test('confirms it, and recovers what nobody announced before it', () => {
    expect(verdict(walkTo(110, 110), { admin: true, items: [item(104), item(110, justNow)] })).toMatchObject({
      shown: [
        [110, 'EVENT'],
        [104, 'CATCH_UP'],
      ],
      decided: [110],
      young: [],
      move: { kind: 'moved', toItemId: 110, isSwept: false, dueInSeconds: 'kept', walkSpan: null },
    })
  })

  test('waits a moment for the event of an item that was created just now', () => {
    const seen = verdict(walkTo(110, 110), { admin: true, items: [item(104, justNow), item(110, justNow)] })
    expect(seen).toMatchObject({ shown: [[110, 'EVENT']], young: [104], move: { toItemId: 110 } })
  })

  test.each(['2036-01-01T00:00:00Z', 'no time'])('does not wait for an item that says it was created at %s', (time) => {
    expect(verdict(walkTo(110, 110), { admin: true, items: [item(104, time), item(110)] }).young).toEqual([])
  })

  test('does not carry the checkpoint to an id that somebody made up', () => {
    const far = Number.MAX_SAFE_INTEGER
    expect(verdict(walkTo(far, far), { admin: true, items: [item(104)] })).toMatchObject({
      gone: [far],
      move: { kind: 'moved', toItemId: 104 },
    })
  })

  test('says that what is missing is gone', () => {
    expect(verdict(walkTo(110, 106, 110), { admin: true, items: [item(110)] })).toMatchObject({
      gone: [106],
      decided: [110, 106],
    })
  })

  test('says nothing of what is missing where a row could not be read: it is asked for by id', () => {
    expect(verdict(walkTo(110, 106, 110), { admin: true, items: [{ id: 'x' }, item(110)] })).toMatchObject({
      gone: [],
      decided: [110],
      deferred: [],
      divided: [106],
      move: { toItemId: 110 },
    })
  })

  test('that meets more than was announced gets the room it needs, and the announced are asked for by id', () => {
    expect(verdict(walkTo(900, 900), { admin: true, items: full(101) })).toMatchObject({
      decided: [],
      deferred: [],
      behind: [1220],
      move: { toItemId: 150, dueInSeconds: 0 },
    })
  })

  test('that a storm cuts short goes on where it ended', () => {
    const storm = walkTo(900, ...Array.from({ length: 800 }, (_, n) => 101 + n))
    const seen = verdict(storm, { admin: true, items: full(101, justNow) })
    expect(seen).toMatchObject({ behind: [], young: [], move: { toItemId: 150, dueInSeconds: 'kept' } })
    expect(seen.decided).toHaveLength(50)
  })
})

describe('a sweep', () => {
  test('that finds nothing has swept the watch', () => {
    expect(verdict(walkTo(null), { admin: true, items: [] })).toMatchObject({
      shown: [],
      move: { kind: 'moved', toItemId: 100, isSwept: true, dueInSeconds: null },
    })
  })

  test('recovers what it finds, and moves to its end', () => {
    expect(verdict(walkTo(null), { admin: true, items: [item(102), item(190)] })).toMatchObject({
      shown: [
        [102, 'CATCH_UP'],
        [190, 'CATCH_UP'],
      ],
      move: { toItemId: 190, isSwept: true },
    })
  })

  test('goes on at once while pages are full', () => {
    expect(verdict(walkTo(null), { admin: true, items: full(101) })).toMatchObject({
      behind: [1220],
      move: { toItemId: 150, isSwept: false, dueInSeconds: 0 },
    })
  })

  test('without a question about the owner believes nothing but silence', () => {
    expect(verdict(walkTo(null), { items: [] }, false)).toMatchObject({ move: { isSwept: true }, behind: [] })
    expect(verdict(walkTo(null), { items: [item(102)] }, false)).toMatchObject({
      shown: [],
      move: undefined,
      behind: [1220],
    })
  })

  test.each([
    ['not_found', 'TYPE_GONE'],
    ['denied', 'DENIED'],
  ] as const)('D12: that an admin is declined as %s pauses the watch', (declined, reason) => {
    expect(verdict(walkTo(null), { admin: true, declined })).toMatchObject({
      move: { kind: 'paused', reason, dueInSeconds: 3_600 },
      failure: null,
    })
  })

  test('that has used up its operating time comes back later', () => {
    expect(verdict(walkTo(null), { admin: true, declined: 'operation_limit' }).move).toMatchObject({
      toItemId: 100,
      dueInSeconds: 30,
      walkSpan: null,
    })
  })

  test('B9: that is declined goes ever shorter steps, and longer ones again once they succeed', () => {
    const spans = (through: number | null, answered: Answered) =>
      (verdict(walkTo(through), { admin: true, ...answered }).move as { walkSpan: number | null }).walkSpan
    expect(spans(null, { declined: 'other' })).toBe(64)
    expect(spans(164, { declined: 'other' })).toBe(16)
    expect(spans(104, { declined: 'other' })).toBe(1)
    expect(spans(104, { items: [item(102)], beyond: [item(190)] })).toBe(16)
    expect(spans(164, { items: [], beyond: [item(190)] })).toBe(null)
  })

  const shortWalk = (answered: Answered) => verdict(walkTo(164), { admin: true, items: [], ...answered })

  test('that goes a short step moves over a hole where the list goes on after it', () => {
    expect(shortWalk({ beyond: [item(190)] }).move).toMatchObject({ toItemId: 164, isSwept: false, dueInSeconds: 0 })
    // An empty list is answered, so what is declined is not empty.
    expect(shortWalk({ beyond: 'broken', control: true }).move).toMatchObject({ toItemId: 164, isSwept: false })
  })

  test('never carries the checkpoint beyond the last item, where one that is created later would be lost', () => {
    expect(shortWalk({ beyond: [] }).move).toMatchObject({ toItemId: 100, isSwept: true, dueInSeconds: null })
    expect(shortWalk({ items: [item(102)], beyond: [] }).move).toMatchObject({ toItemId: 102, isSwept: true })
    const unknown = { toItemId: 100, isSwept: false, dueInSeconds: 30, walkSpan: 64 }
    expect(shortWalk({}).move).toMatchObject(unknown)
    expect(shortWalk({ beyond: 'broken', control: false }).move).toMatchObject(unknown)
    expect(verdict(walkTo(164), { items: [] }, false)).toMatchObject({ move: undefined, behind: [1220] })
  })

  test('B9: goes past the one item that breaks every list, where the type answers otherwise', () => {
    const seen = verdict(walkTo(101), { admin: true, declined: 'other', control: true })
    expect(seen).toMatchObject({ parked: [[101, 'other']], move: { toItemId: 101, walkSpan: 4, dueInSeconds: 0 } })
    const ill = verdict(walkTo(101), { admin: true, declined: 'other', control: false })
    expect(ill).toMatchObject({ parked: [], move: { toItemId: 100, walkSpan: 1, dueInSeconds: 30 } })
    const wider = verdict(walkTo(104), { admin: true, declined: 'other', control: true })
    expect(wider).toMatchObject({ parked: [], move: { toItemId: 100, walkSpan: 1 } })
  })

  test('B9: that is declined lets the announced be asked for by id, by shorter lists', () => {
    const seen = verdict(walkTo(110, 106, 110), { admin: true, declined: 'other' })
    expect(seen).toMatchObject({ divided: [106, 110], decided: [], deferred: [] })
  })

  test('B8: as somebody who is no admin any more moves nothing and recovers nothing', () => {
    expect(verdict(walkTo(null), { admin: false, items: [] })).toMatchObject({
      failure: 'OWNER_IS_NOT_ADMIN',
      move: { kind: 'postponed' },
    })
    expect(verdict(walkTo(110, 106, 110), { admin: false, items: [item(104), item(110)] })).toMatchObject({
      shown: [[110, 'EVENT']],
      gone: [],
      decided: [110],
      failure: 'OWNER_IS_NOT_ADMIN',
      move: { kind: 'postponed' },
    })
  })

  test('where nobody knows whether the owner is an admin concludes nothing and comes back later', () => {
    expect(verdict(walkTo(110, 106, 110), { items: [item(104), item(110)] })).toMatchObject({
      shown: [[110, 'EVENT']],
      gone: [],
      deferred: [106],
      failure: null,
      move: { kind: 'postponed', dueInSeconds: 30 },
    })
  })

  test('that the portal declines as a whole decides nothing', () => {
    expect(verdict(walkTo(null, 102), { admin: true, declined: 'closed' })).toMatchObject({
      failure: 'closed',
      move: undefined,
      deferred: [],
    })
  })
})

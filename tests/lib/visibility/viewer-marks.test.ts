import { describe, expect, test } from 'vitest'
import { itemKey } from '#lib/bitrix24/item-ref.ts'
import { AdminMark } from '#lib/visibility/admin-mark.ts'
import type { VisibleAnswer } from '#lib/visibility/ask-visible.ts'
import type { Question } from '#lib/visibility/item-marks.ts'
import { ViewerMarks } from '#lib/visibility/viewer-marks.ts'

const minute = 60_000
const token = 'a token'
const question = (itemId: number, revision = 1n): Question => ({ entityTypeId: 1220, itemId, revision })
const nothing = { questions: [], isUrgent: false }

type Answer = Extract<VisibleAnswer, { ok: true }>

/** The CRM hides these items, and has said nothing else. */
function hides(...questions: Question[]): Answer {
  const decided = new Set(questions.map(itemKey))
  return { ok: true, isAdmin: false, visible: new Map(), decided, types: new Map() }
}
const at = (nowMs: number) => ({ askedAtMs: nowMs, nowMs })

describe('what is wanted', () => {
  test('is taken at once, the newest first; what one request cannot hold stays wanted', () => {
    const marks = new ViewerMarks()
    marks.enqueue({ ...nothing, questions: [question(1, 1n), question(2, 5n), question(3, 3n)] })
    expect(marks.dequeue(2, 0).questions).toEqual([question(2, 5n), question(3, 3n)])
    expect(marks.dequeue(2, 0).questions).toEqual([question(1, 1n)])
    expect(marks.isWorthAsking(0)).toBe(false)
  })

  test('is an item at its newest revision', () => {
    const marks = new ViewerMarks()
    for (const revision of [1n, 3n, 2n]) marks.enqueue({ ...nothing, questions: [question(1, revision)] })
    expect(marks.dequeue(10, 0).questions).toEqual([question(1, 3n)])
  })

  test('is urgent until the next request goes out', () => {
    const marks = new ViewerMarks()
    marks.enqueue({ questions: [question(1)], isUrgent: true })
    expect(marks.isUrgent).toBe(true)
    marks.dequeue(10, 0)
    expect(marks.isUrgent).toBe(false)
  })

  test('is not asked about again while the answer holds, and is once it does not', () => {
    const marks = new ViewerMarks()
    marks.decide([question(1)], hides(question(1)), at(0))
    marks.enqueue({ ...nothing, questions: [question(1)] })
    expect(marks.isWorthAsking(2 * minute)).toBe(false)
    expect(marks.isWorthAsking(4 * minute)).toBe(true)
  })

  test('is who is an admin where nothing else is: an answer that comes meanwhile is enough', () => {
    const marks = new ViewerMarks()
    marks.enqueue(nothing)
    expect(marks.isWorthAsking(0)).toBe(true)
    marks.decide([], hides(), at(0))
    expect(marks.isWorthAsking(0)).toBe(false)
  })

  test('of a type goes with the next request, with those that were answered too long ago', () => {
    const marks = new ViewerMarks()
    marks.decide([], { ...hides(), types: new Map([[147, 'listed']]) }, at(0))
    marks.enqueue({ ...nothing, types: [177] })
    expect(marks.dequeue(10, minute).types).toEqual([177])
    expect(marks.dequeue(10, 4 * minute).types).toEqual([177, 147])
  })
})

describe('what the CRM decides', () => {
  test('is a change of rights where the same revision was answered the other way before, and only there', () => {
    const marks = new ViewerMarks()
    const shown = { ...hides(question(1)), visible: new Map([[itemKey(question(1)), {} as never]]) }
    marks.decide([question(1)], shown, at(0))
    expect(marks.version).toBe(0)
    marks.decide([question(1)], hides(question(1)), at(1))
    expect(marks.version).toBe(1)
    marks.decide([question(1)], hides(question(1)), at(2))
    expect([marks.version, marks.answers]).toEqual([1, 3])
  })

  test('is one where a type is listed no more, or the viewer is an admin no more', () => {
    const marks = new ViewerMarks()
    marks.decide([], { ...hides(), isAdmin: true, types: new Map([[147, 'listed']]) }, at(0))
    marks.decide([], { ...hides(), isAdmin: true, types: new Map([[147, 'denied']]) }, at(1))
    expect(marks.version).toBe(1)
    marks.decide([], hides(), at(2))
    expect(marks.version).toBe(2)
  })

  test('about items that are back is asked once in ten minutes, and only about what was hidden', () => {
    const marks = new ViewerMarks()
    marks.decide([question(1)], hides(question(1)), at(0))
    for (const item of ['1220:1', '1220:2']) marks.addReturned(item)
    expect(marks.doubts.dequeueReturned(0)).toEqual(['1220:1'])
    marks.addReturned('1220:1')
    expect(marks.doubts.dequeueReturned(9 * minute)).toEqual([])
    expect(marks.doubts.dequeueReturned(10 * minute)).toEqual(['1220:1'])
  })

  test('leaves a doubt about what another process showed: pages read anew once in ten minutes', () => {
    const marks = new ViewerMarks()
    for (const nowMs of [0, minute, 10 * minute]) {
      marks.doubts.open()
      marks.expireDoubts(nowMs)
    }
    expect(marks.version).toBe(2)
  })
})

describe('where the portal refuses', () => {
  test('a token, that one is not shown to it for a minute; others are', () => {
    const marks = new ViewerMarks()
    marks.refuse('token', token, 0)
    expect([marks.isRefused(token, minute - 1), marks.isRefused(token, minute)]).toEqual([true, false])
    expect(marks.isRefused('another', 0)).toBe(false)
    marks.enqueue({ ...nothing, questions: [question(1)] })
    expect(marks.isWorthAsking(0)).toBe(true)
  })

  test('to answer, it is asked again at once, then after pauses, until it answers', () => {
    const marks = new ViewerMarks()
    marks.enqueue({ ...nothing, questions: [question(1)] })
    marks.refuse('unreachable', token, 0)
    expect(marks.isWorthAsking(0)).toBe(true)
    marks.refuse('unreachable', token, 0)
    expect([marks.isWorthAsking(1_499), marks.isWorthAsking(1_500)]).toEqual([false, true])
    marks.decide([], hides(), at(1))
    marks.enqueue({ ...nothing, questions: [question(1)] })
    expect(marks.isWorthAsking(1)).toBe(true)
  })

  test('everybody, open pages leave it alone, a person who waits does not, and neither do pages once it is open', () => {
    const marks = new ViewerMarks()
    marks.enqueue({ ...nothing, questions: [question(1)] })
    marks.applyStanding('PAYMENT_REQUIRED', 0)
    expect([marks.isWorthAsking(15 * minute - 1), marks.isWorthAsking(15 * minute)]).toEqual([false, true])
    marks.enqueue({ ...nothing, isUrgent: true })
    expect(marks.isWorthAsking(0)).toBe(true)
    marks.dequeue(0, 0)
    expect(marks.isWorthAsking(0)).toBe(false)
    marks.applyStanding('ACTIVE', 0)
    expect(marks.isWorthAsking(0)).toBe(true)
  })
})

describe('who is an admin', () => {
  test('H10: is believed to be one for minutes, not for ever', () => {
    const admin = new AdminMark()
    admin.decide(true, 0)
    expect([3 * minute - 1, 3 * minute].map((nowMs) => admin.isKnown(nowMs))).toEqual([true, false])
  })

  test('is one as far as was heard elsewhere, up to the first "no"', () => {
    const admin = new AdminMark()
    expect([admin.isStill(true), admin.isStill(false)]).toEqual([true, false])
    admin.decide(false, 0)
    expect(admin.isStill(true)).toBe(false)
  })

  test('is stored where it is news, and again after five minutes', () => {
    const admin = new AdminMark()
    const isStored = (isAdmin: boolean, nowMs: number) => {
      admin.decide(isAdmin, nowMs)
      return admin.markStored(false, nowMs)
    }
    expect(isStored(false, 0)).toBe(false)
    expect([isStored(true, 0), isStored(true, 5 * minute), isStored(true, 5 * minute + 1)]).toEqual([true, false, true])
  })
})

test('answers that age are believed no more, and asked again with the next stream', () => {
  const marks = new ViewerMarks()
  marks.decide([question(1)], { ...hides(question(1)), isAdmin: true, types: new Map([[147, 'listed']]) }, at(0))
  marks.recheck.done(0)
  marks.age(11 * minute)
  expect(marks.items.expired(0, 10)).toMatchObject([question(1)])
  expect(marks.types.expired(0)).toEqual([147])
  expect([marks.admin.isKnown(0), marks.recheck.isDue(0)]).toEqual([false, true])
})

test('what came to nothing is not put off', () => {
  const { recheck } = new ViewerMarks()
  recheck.done(0)
  expect(recheck.isDue(9 * minute)).toBe(false)
  recheck.undo()
  expect(recheck.isDue(0)).toBe(true)
})

/*
 * How a stream's reader stands with the rows. Each arrow is a function below.
 *
 *              signal, seeHead            begin
 *     current ────────────────▶ behind ────────▶ reading ──signal──▶ overtaken
 *        ▲                       ▲  ▲             │   │                  │
 *        │                       │  └──end: more──┘   │                  │
 *        │                       └────────────────────┼─────────────end──┘
 *        └──────────────────────────────end: no more──┘
 *
 *   signal    rows changed, says a signal: a reading that is under way may have begun before
 *   seeHead   the news tell of a head that was not read up to, where the signal was lost
 *   begin     a reading begins
 *   end       it is over: more rows wait, the CRM has yet to decide some, or neither
 */

export type Reading = {
  readonly kind: 'current' | 'behind' | 'reading' | 'overtaken'
  /** The highest head that was read up to. */
  readonly head: bigint
}

export const unread: Reading = { kind: 'behind', head: -1n }

const afterSignal = { current: 'behind', behind: 'behind', reading: 'overtaken', overtaken: 'overtaken' } as const

export function signal(reading: Reading): Reading {
  return { ...reading, kind: afterSignal[reading.kind] }
}

export function seeHead(reading: Reading, head: bigint): Reading {
  return reading.kind === 'current' && head > reading.head ? { ...reading, kind: 'behind' } : reading
}

export function begin(reading: Reading): Reading {
  return reading.kind === 'behind' ? { ...reading, kind: 'reading' } : reading
}

/** @param head what the feed's head was when the reading began. */
export function end(reading: Reading, head: bigint, isMore: boolean): Reading {
  const isBehind = isMore || reading.kind === 'overtaken'
  return { kind: isBehind ? 'behind' : 'current', head: head > reading.head ? head : reading.head }
}

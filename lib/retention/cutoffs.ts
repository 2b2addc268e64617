import { secondsFrom } from '../platform/clock.ts'

/** What is older than these is deleted. */
export type Cutoffs = { readonly feedItems: Date; readonly receipts: Date; readonly restCalls: Date }

const day = 86_400
/** Settled receipts answer "why is this item (not) in the feed?", which nobody asks much later. */
const maxReceiptDays = 30
/** The Market demands three days of REST log (market/preparing-to-publish/common-requirements.md); support looks back a week. */
const restCallDays = { min: 3, max: 7 } as const

/** Up to when each kind of row is deleted, never less than the Market's three days of REST log. */
export function cutoffs(retentionDays: number, now: Date): Cutoffs {
  const daysAgo = (days: number) => secondsFrom(now, -days * day)
  return {
    feedItems: daysAgo(retentionDays),
    receipts: daysAgo(Math.min(maxReceiptDays, retentionDays)),
    restCalls: daysAgo(Math.max(restCallDays.min, Math.min(restCallDays.max, retentionDays))),
  }
}

/** How many receipts of one portal are kept at most, the newest; a row takes some 320 bytes with its indexes. */
export type ReceiptLimits = {
  /** Of types that nobody watches: they explain themselves, and what changed in the feed meanwhile a comparison finds. */
  readonly notWatched: number
  /** Beyond these, settled ones go: a portal that announces 16,000 changes a day has a month of them. */
  readonly settled: number
  /** Beyond these, also those that wait, of a portal that announces and does not answer: a sweep finds what they were about. */
  readonly all: number
}

export const receiptLimits: ReceiptLimits = { notWatched: 10_000, settled: 500_000, all: 1_000_000 }

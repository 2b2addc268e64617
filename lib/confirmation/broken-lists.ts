import { pauseAfter } from '../platform/backoff.ts'
import type { Hint } from './fold-receipts.ts'
import type { BrokenList, ParkedItem } from './partial-verdict.ts'

/** Hints that are asked for by shorter lists, and when. */
export type Divided = { readonly hints: readonly Hint[]; readonly inSeconds: number }

/** After so many halvings a list of 50 is down to one item. */
const halvings = 5
const dividedRetrySeconds = 1
const maxAttempts = 10
const retrySeconds = { first: 2, longest: 300 }

/**
 * What becomes of lists that something breaks. Where other lists of their type were answered, it is one of their items: they
 * are asked for by ever shorter lists, down to the one, which is parked. Where none was, it may as well be the CRM, so
 * nobody is blamed for long.
 */
export function divideBroken(lists: readonly BrokenList[], answered: ReadonlySet<number>) {
  const divided: Divided[] = []
  const parked: ParkedItem[] = []
  for (const { hints, failure } of lists) {
    const [only] = hints
    if (!only) continue
    const isProved = answered.has(only.entityTypeId)
    if (hints.length === 1 && only.attempts >= (isProved ? halvings : maxAttempts)) {
      parked.push({ entityTypeId: only.entityTypeId, itemId: only.itemId, reason: failure.code })
    } else {
      const waitsSeconds = pauseAfter(only.attempts + 1, retrySeconds)
      divided.push({ hints, inSeconds: isProved && hints.length > 1 ? dividedRetrySeconds : waitsSeconds })
    }
  }
  return { divided, parked }
}

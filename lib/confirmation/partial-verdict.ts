import type { ItemRef } from '../bitrix24/item-ref.ts'
import type { Meaning } from '../bitrix24/refusals.ts'
import type { BatchAnswer } from '../bitrix24/rest-batch.ts'
import type { RestFailure } from '../bitrix24/rest-error.ts'
import type { ConfirmedItem } from '../feed/plan-changes.ts'
import type { WatchMove } from '../watches/watch-position.ts'
import type { Hint } from './fold-receipts.ts'

export type BatchResults = Extract<BatchAnswer, { ok: true }>

/** What this very batch said of the owner of our token; `unasked` where the answer of before still held. */
export type Owner = 'admin' | 'demoted' | 'unknown' | 'unasked'

/** An item that is left alone from now on, and why: Bitrix24's error code. */
export type ParkedItem = ItemRef & { readonly reason: string }

export type BrokenList = { readonly hints: readonly Hint[]; readonly failure: RestFailure }

/** What one list or walk of a batch said; nothing where a field is missing. */
export type PartialVerdict = {
  readonly items?: readonly ConfirmedItem[]
  /** What a walk came across that nobody announced. */
  readonly recovered?: readonly ConfirmedItem[]
  /** The hints of `items`: their receipts are settled. */
  readonly decided?: readonly Hint[]
  /** The CRM declined their list and answered others: only they wait. */
  readonly deferred?: readonly Hint[]
  readonly deferredBy?: RestFailure
  /** One of them breaks the list they were asked by. */
  readonly broken?: BrokenList
  /** A list of this type was answered. */
  readonly answered?: number
  /** Items that break every list they are in. */
  readonly parked?: readonly ParkedItem[]
  /** Created so lately that their events may still be under way: they are looked at again in a moment. */
  readonly young?: readonly ItemRef[]
  readonly move?: WatchMove
  /** The walk did not get to the end of what it was asked. */
  readonly behind?: number
  /** What stands against every list of the portal: all that is not decided waits. */
  readonly failure?: RestFailure
}

/** Failures that hold for the portal, in whichever command they surface. */
const ofThePortal: ReadonlySet<Meaning> = new Set([
  'token',
  'query_limit',
  'closed',
  'not_installed',
  'moved',
  'unreachable',
])

export function isOfThePortal({ kind }: RestFailure): boolean {
  return ofThePortal.has(kind)
}

/** Why a command has no readable answer. A batch without any answer says that the portal did not answer. */
export function failureOf(answer: BatchResults, key: string): RestFailure {
  const isAnswer = answer.results.size + answer.failures.size > 0
  return answer.failures.get(key) ?? { kind: isAnswer ? 'other' : 'unreachable', code: 'UNREADABLE_LIST' }
}

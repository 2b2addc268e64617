import type { Walked } from '../bitrix24/item-walk.ts'
import type { RestFailure } from '../bitrix24/rest-error.ts'
import type { WatchMove } from '../watches/watch-position.ts'
import { spanOf } from './batch-plan.ts'
import type { HintWalk } from './hint-lists.ts'

const pausedRetrySeconds = 3_600
const busyRetrySeconds = 30
const narrowedRetrySeconds = 2
const widestSpan = 64

/** Where the CRM's list ends: within a walk, beyond it, or nobody knows. */
export type ListEnd = 'here' | 'beyond' | 'unknown'

type Walking = {
  readonly walk: HintWalk
  readonly walked: Walked
  /** So many hints it confirmed on its way. */
  readonly announced: number
  readonly end: ListEnd
  readonly now: Date
}

/**
 * What a walk that an admin's token made makes of its watch. The checkpoint never goes beyond the last item there is: one that
 * is created later would be before it, and no sweep would find it.
 */
export function moveOf({ walk, walked, announced, end, now }: Walking): WatchMove {
  const { declined, isComplete } = walked
  const span = spanOf(walk)
  const toItemId = span !== null && end === 'beyond' ? walked.endItemId : walked.lastItemId
  const at = { entityTypeId: walk.entityTypeId, fromItemId: walk.afterItemId }
  if (declined?.kind === 'not_found' || declined?.kind === 'denied') {
    const reason = declined.kind === 'denied' ? 'DENIED' : 'TYPE_GONE'
    return { ...at, kind: 'paused', reason, dueInSeconds: pausedRetrySeconds }
  }
  const moved = { ...at, kind: 'moved' as const, toItemId, isSwept: false, walkSpan: null }
  if (declined) return { ...moved, ...afterRefusal(walk, declined, now) }
  const isWhole = walk.throughItemId === null || (span !== null && end === 'here')
  if (isComplete && isWhole) return { ...moved, isSwept: true, dueInSeconds: null }
  if (isComplete && span !== null && end === 'unknown') {
    return { ...moved, dueInSeconds: busyRetrySeconds, walkSpan: span }
  }
  if (isLeftBehind(walked, announced)) return { ...moved, dueInSeconds: 0 }
  if (walk.hints.length > 0) return { ...moved, dueInSeconds: 'kept' }
  return { ...moved, dueInSeconds: 0, walkSpan: widened(span) }
}

/** In a storm the walk is cut short and confirms what it reads; otherwise there is more than anybody announced. */
export function isLeftBehind({ isComplete, items, declined }: Walked, announced: number): boolean {
  return !isComplete && !declined && announced < items.length / 2
}

/** Nothing is concluded: later again. */
export function stay({ entityTypeId, afterItemId }: HintWalk): WatchMove {
  return { kind: 'postponed', entityTypeId, fromItemId: afterItemId, dueInSeconds: busyRetrySeconds }
}

/**
 * The one item that breaks every list it is in: a walk of a single id was declined, and another list of its type was not.
 * The walk goes on after it.
 */
export function brokenItem(walk: HintWalk, { declined, endItemId }: Walked): number | null {
  return declined?.kind === 'other' && spanOf(walk) === 1 ? endItemId + 1 : null
}

/** The move past an item that is left alone. */
export function movePast({ entityTypeId, afterItemId }: HintWalk, itemId: number): WatchMove {
  const at = { entityTypeId, fromItemId: afterItemId, toItemId: itemId }
  return { ...at, kind: 'moved', isSwept: false, dueInSeconds: 0, walkSpan: widened(1) }
}

function afterRefusal(walk: HintWalk, { kind, retryAt }: RestFailure, now: Date) {
  if (kind === 'operation_limit') {
    const seconds = retryAt ? (retryAt.getTime() - now.getTime()) / 1_000 : busyRetrySeconds
    return { dueInSeconds: Math.max(1, seconds) }
  }
  const span = spanOf(walk)
  return { dueInSeconds: span === 1 ? busyRetrySeconds : narrowedRetrySeconds, walkSpan: narrowed(span) }
}

function narrowed(span: number | null): number {
  return span === null ? widestSpan : Math.max(1, span >> 2)
}

function widened(span: number | null): number | null {
  return span === null || span >= widestSpan ? null : span * 4
}

import { adminQuestion } from '../bitrix24/admin-question.ts'
import { readWalk, type Walked } from '../bitrix24/item-walk.ts'
import { type RemoteItem, readIds } from '../bitrix24/remote-item.ts'
import type { RestFailure } from '../bitrix24/rest-error.ts'
import type { ConfirmedItem } from '../feed/plan-changes.ts'
import type { Hint } from './fold-receipts.ts'
import type { HintWalk } from './hint-lists.ts'
import { confirmed, unreadableItem } from './list-verdict.ts'
import { type BatchResults, failureOf, isOfThePortal, type Owner, type PartialVerdict } from './partial-verdict.ts'
import { brokenItem, isLeftBehind, type ListEnd, moveOf, movePast, stay } from './walk-move.ts'

/** An event needs a moment from the creation to us. */
const youngSeconds = 10
/** As far as the portal's clock and the CRM's times may disagree without meaning something else. */
const futureSeconds = 60

type Asked = { readonly key: string; readonly walk: HintWalk; readonly owner: Owner; readonly now: Date }

/**
 * Reads one walk. What it confirms of the hints is settled; what nobody announced is recorded as recovered, unless it is so
 * young that its event may still be under way. The checkpoint moves to the end of what was read whole, and only where this
 * batch proved the owner an admin.
 */
export function readWalkVerdict(answer: BatchResults, { key, walk, owner, now }: Asked): PartialVerdict {
  const walked = readWalk(answer, key, walk)
  const { declined } = walked
  if (declined && isOfThePortal(declined)) return { failure: declined }
  if (owner === 'unasked') return quietOrBehind(walk, walked, now)
  const { announced, missing, unannounced } = sort(walk, walked)
  const shown = announced.map(([hint, item]) => confirmed(hint, item))
  if (owner !== 'admin') {
    const decided = announced.map(([hint]) => hint)
    const deferred = owner === 'unknown' ? without(walk.hints, decided) : []
    const deferredBy = declined ?? failureOf(answer, adminQuestion[0])
    return { items: shown, decided, deferred, ...(deferred.length > 0 && { deferredBy }), move: stay(walk) }
  }
  const gone = declined?.kind === 'not_found' ? walk.hints : walked.unreadable === 0 ? missing : []
  const decided = [...announced.map(([hint]) => hint), ...gone]
  const { young, old } = byAge(unannounced, answer.portalTime)
  return {
    items: [...shown, ...gone.map((hint) => confirmed(hint, null))],
    recovered: old.map((item) => recovered(walk, item, now)),
    decided,
    young: young.map(({ itemId }) => ({ entityTypeId: walk.entityTypeId, itemId })),
    ...(declined
      ? wait(without(walk.hints, decided), declined)
      : { answered: walk.entityTypeId, ...askById(without(missing, decided)) }),
    ...(isLeftBehind(walked, announced.length) && { behind: walk.entityTypeId }),
    move: moveOf({ walk, walked, announced: announced.length, end: endOf(answer, walk), now }),
    ...parkBroken(answer, walk, walked),
  }
}

/** Who is not asked can prove nothing, but where nothing is after the checkpoint nothing moves. */
function quietOrBehind(walk: HintWalk, walked: Walked, now: Date): PartialVerdict {
  const isQuiet = walked.isComplete && walked.items.length + walked.unreadable === 0 && walk.throughItemId === null
  return isQuiet ? { move: moveOf({ walk, walked, announced: 0, end: 'here', now }) } : { behind: walk.entityTypeId }
}

/**
 * Whether the CRM's list goes on after a walk that ends somewhere. An item breaks no list that it is not in: where an empty list
 * is answered and this one is not, there is something in it.
 */
function endOf({ results, failures }: BatchResults, { entityTypeId }: HintWalk): ListEnd {
  const ids = readIds(results.get(`e${entityTypeId}`))
  if (ids) return ids.length > 0 ? 'beyond' : 'here'
  const isBroken = failures.get(`e${entityTypeId}`)?.kind === 'other' && results.has(`c${entityTypeId}`)
  return isBroken ? 'beyond' : 'unknown'
}

function sort({ hints }: HintWalk, { items, endItemId }: Walked) {
  const hintOf = new Map(hints.map((hint) => [hint.itemId, hint]))
  const announced = items.flatMap((item): [Hint, RemoteItem][] => {
    const hint = hintOf.get(item.itemId)
    return hint ? [[hint, item]] : []
  })
  const read = new Set(items.map((item) => item.itemId))
  return {
    announced,
    missing: hints.filter(({ itemId }) => itemId <= endItemId && !read.has(itemId)),
    unannounced: items.filter((item) => !hintOf.has(item.itemId)),
  }
}

function without(hints: readonly Hint[], decided: readonly Hint[]): Hint[] {
  const done = new Set(decided)
  return hints.filter((hint) => !done.has(hint))
}

/** By the portal's clock on both sides; a time that makes no sense says nothing. */
function byAge(items: readonly RemoteItem[], portalTime: Date | null) {
  const isYoung = ({ createdAt }: RemoteItem) => {
    const ageSeconds = portalTime ? (portalTime.getTime() - createdAt.getTime()) / 1_000 : Number.POSITIVE_INFINITY
    return ageSeconds > -futureSeconds && ageSeconds < youngSeconds
  }
  return { young: items.filter(isYoung), old: items.filter((item) => !isYoung(item)) }
}

function recovered({ entityTypeId }: HintWalk, remote: RemoteItem, now: Date): ConfirmedItem {
  return {
    entityTypeId,
    itemId: remote.itemId,
    remote,
    actor: 'unknown',
    receivedAt: now,
    addedAt: null,
    source: 'CATCH_UP',
  }
}

function wait(hints: readonly Hint[], failure: RestFailure): PartialVerdict {
  if (hints.length === 0) return {}
  return failure.kind === 'other' ? { broken: { hints, failure } } : { deferred: hints, deferredBy: failure }
}

/**
 * A row that cannot be read may be any of those that seem to be missing. They count as tried: the checkpoint does not get past
 * such a row where it is the newest, and the same walk would meet it again and again.
 */
function askById(hints: readonly Hint[]): PartialVerdict {
  return hints.length > 0 ? { broken: { hints, failure: unreadableItem } } : {}
}

/** Where the type answers otherwise, the walk goes past the one item that breaks it. */
function parkBroken(answer: BatchResults, walk: HintWalk, walked: Walked): PartialVerdict {
  const itemId = brokenItem(walk, walked)
  if (itemId === null || !answer.results.has(`c${walk.entityTypeId}`)) return {}
  const { entityTypeId } = walk
  const parked = { entityTypeId, itemId, reason: walked.declined?.code ?? '' }
  return { parked: [parked], move: movePast(walk, itemId) }
}

import { ownerIsNotAdmin, saysAdmin } from '../bitrix24/admin-question.ts'
import { type ItemRef, itemKey } from '../bitrix24/item-ref.ts'
import type { RestFailure } from '../bitrix24/rest-error.ts'
import type { ConfirmedItem } from '../feed/plan-changes.ts'
import type { WatchMove } from '../watches/watch-position.ts'
import { readTypeLists, type TypesTold, typeLists } from '../watches/watched-types.ts'
import type { BatchPlan } from './batch-plan.ts'
import { type Divided, divideBroken } from './broken-lists.ts'
import type { Hint } from './fold-receipts.ts'
import { readListVerdict } from './list-verdict.ts'
import type { BatchResults, Owner, ParkedItem, PartialVerdict } from './partial-verdict.ts'
import { readWalkVerdict } from './walk-verdict.ts'

/** What one batch said about the receipts and watches that it asked for. */
export type BatchVerdict = {
  readonly owner: Owner
  /** Each once. */
  readonly items: readonly ConfirmedItem[]
  readonly decided: readonly Hint[]
  readonly deferred: readonly Hint[]
  /** The last of the declined lists' reasons, for the log. */
  readonly deferredBy: RestFailure | null
  /** Of lists that one of their items breaks. */
  readonly divided: readonly Divided[]
  readonly parked: readonly ParkedItem[]
  readonly young: readonly ItemRef[]
  readonly moves: readonly WatchMove[]
  readonly types: TypesTold | null
  readonly behind: ReadonlySet<number>
  readonly failure: RestFailure | null
}

/**
 * What is left of a batch that met types which were made anew: it may have read the old one as well as the new. Their receipts wait
 * for the next batch, which begins with the first item.
 */
function withoutRenewed(verdict: BatchVerdict): BatchVerdict {
  const renewed = new Set(verdict.types?.renewed.map(({ entityTypeId }) => entityTypeId))
  if (renewed.size === 0) return verdict
  const isSame = ({ entityTypeId }: { readonly entityTypeId: number }) => !renewed.has(entityTypeId)
  return {
    ...verdict,
    items: verdict.items.filter(isSame),
    decided: verdict.decided.filter(isSame),
    deferred: verdict.deferred.filter(isSame),
    divided: verdict.divided.map((one) => ({ ...one, hints: one.hints.filter(isSame) })),
    parked: verdict.parked.filter(isSame),
    young: verdict.young.filter(isSame),
    moves: verdict.moves.filter(isSame),
  }
}

/** Reads the answer about the owner, the lists `l0`, `l1`…, the walks `w0`, `w1`… the controls `c<entityTypeId>`, the ends `e<entityTypeId>` and the types `t0`… */
export function readBatchVerdict(answer: BatchResults, plan: BatchPlan, now: Date): BatchVerdict {
  const owner = ownerOf(answer, plan)
  const parts = [
    ...plan.lists.map((list, index) => readListVerdict(answer, `l${index}`, list, owner)),
    ...plan.walks.map((walk, index) => readWalkVerdict(answer, { key: `w${index}`, walk, owner, now })),
  ]
  const all = <T>(pick: (part: PartialVerdict) => readonly T[] | undefined) => parts.flatMap((part) => pick(part) ?? [])
  const hinted = new Set([...plan.lists, ...plan.walks].flatMap(({ hints }) => hints.map((hint) => itemKey(hint))))
  const isHinted = (item: ItemRef) => hinted.has(itemKey(item))
  const answered = new Set([...parts.flatMap((part) => part.answered ?? []), ...answeredControls(answer, plan)])
  const { divided, parked } = divideBroken(
    parts.flatMap((part) => part.broken ?? []),
    answered,
  )
  return withoutRenewed({
    owner,
    // What a walk comes across while a hint asks for it elsewhere is the hint's.
    items: [...all((part) => part.items), ...all((part) => part.recovered).filter((item) => !isHinted(item))].map(
      (item) => knownUpTo(item, answer.portalTime),
    ),
    decided: all((part) => part.decided),
    deferred: all((part) => part.deferred),
    deferredBy: parts.flatMap((part) => part.deferredBy ?? part.broken?.failure ?? []).at(-1) ?? null,
    divided,
    parked: [...parked, ...all((part) => part.parked)],
    young: all((part) => part.young).filter((item) => !isHinted(item)),
    types: readTypes(answer, plan, owner),
    moves: parts.flatMap((part) => part.move ?? []),
    behind: new Set(parts.flatMap((part) => part.behind ?? [])),
    failure: parts.find((part) => part.failure)?.failure ?? (owner === 'demoted' ? ownerIsNotAdmin : null),
  })
}

/**
 * The portal tells whole seconds (crm-item-list.md, `updatedTime`): what was read within the second of its last change may have
 * changed once more since, so it is only known up to the second before.
 */
function knownUpTo(item: ConfirmedItem, portalTime: Date | null): ConfirmedItem {
  const { remote } = item
  if (!remote?.updatedAt) return item
  const isOver = portalTime !== null && portalTime.getTime() >= remote.updatedAt.getTime() + 1_000
  return isOver ? item : { ...item, remote: { ...remote, updatedAt: new Date(remote.updatedAt.getTime() - 1_000) } }
}

function readTypes({ results }: BatchResults, { types }: BatchPlan, owner: Owner): TypesTold | null {
  if (!types) return null
  const answers = typeLists(types).map((_, page) => results.get(`t${page}`))
  return readTypeLists(types, answers, owner === 'admin')
}

function answeredControls({ results }: BatchResults, { controls }: BatchPlan): number[] {
  return controls.filter((entityTypeId) => results.has(`c${entityTypeId}`))
}

function ownerOf(answer: BatchResults, { asksOwner }: BatchPlan): Owner {
  if (!asksOwner) return 'unasked'
  const isAdmin = saysAdmin(answer)
  return isAdmin === null ? 'unknown' : isAdmin ? 'admin' : 'demoted'
}

import 'server-only'
import { adminQuestion } from '../bitrix24/admin-question.ts'
import { walkCommands } from '../bitrix24/item-walk.ts'
import { listBeyond, listByIds, listNone } from '../bitrix24/remote-item.ts'
import { type Command, callBatch } from '../bitrix24/rest-batch.ts'
import type { RestFailure } from '../bitrix24/rest-error.ts'
import type { References } from '../directory/directory-entry.ts'
import { learnNames } from '../directory/learn-names.ts'
import { type Clock, secondsFrom } from '../platform/clock.ts'
import { log } from '../platform/log.ts'
import { recordRefusal } from '../portals/record-refusal.ts'
import { callAsInstallation } from '../tokens/call-as-installation.ts'
import type { InstallationAccess } from '../tokens/read-access.ts'
import { typeLists } from '../watches/watched-types.ts'
import { type BatchPlan, planBatch } from './batch-plan.ts'
import { type BatchVerdict, readBatchVerdict } from './batch-verdict.ts'
import type { Claim } from './claim-portal.ts'
import { type Left, recordVerdict } from './record-verdict.ts'

/** So long an answer about the owner of our token serves an otherwise full batch of watches. */
const ownerFreshSeconds = 900

export type ConfirmOutcome =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'confirmed'
      readonly receipts: number
      /** Types whose walk has not got to its end, for the next batch. */
      readonly behind: ReadonlySet<number>
      /** Items are to be looked at again in a moment. */
      readonly looksAgain: boolean
      readonly left: Left
    }
  | { readonly kind: 'failed'; readonly failure: RestFailure }
  | { readonly kind: 'lost_lease' }

/**
 * One request to a portal, for all that waits on it: its receipts, and the watches that are due to be swept. Asks with the
 * installation's token, and in one transaction records what exists, removes what does not, moves the checkpoints and settles
 * the receipts. An event alone makes nothing appear: only what the CRM confirmed does. A list that is declined by itself
 * holds up its own receipts only.
 * @param releases whether the lease is given back after so many receipts, with what is recorded.
 */
export async function confirmItems(
  claim: Claim,
  behind: ReadonlySet<number>,
  clock: Clock,
  releases: (receipts: number) => boolean = () => false,
): Promise<ConfirmOutcome> {
  const { lease, hints, positions, types } = claim
  const { portalId, failures, ownerProvedAt } = lease
  const askedAt = clock()
  if (hints.length === 0 && !types?.isDue && !positions.some((position) => position.isDue)) return { kind: 'idle' }
  const isOwnerFresh = ownerProvedAt !== null && ownerProvedAt > secondsFrom(askedAt, -ownerFreshSeconds)
  const plan = planBatch({ hints, positions, behind, types, failures, isOwnerFresh })
  const ask = async (access: InstallationAccess): Promise<Worked> => {
    const answer = await callBatch(access, commandsOf(plan))
    if (!answer.ok) return declined(access, answer.failure)
    const verdict = readBatchVerdict(answer, plan, clock())
    const { deferredBy, failure } = verdict
    if (deferredBy) log().warn({ portalId, ...deferredBy }, 'receipts of one list wait')
    await learnNames(access, namedBy(verdict), clock)
    const receipts = verdict.decided.flatMap((hint) => hint.receiptIds).length
    const isLast = failure === null && verdict.behind.size === 0 && releases(receipts)
    const recorded = hasNews(verdict) ? await recordVerdict(lease, verdict, { askedAt, isLast }, clock) : 'held'
    if (recorded === 'lost') return { ok: true, outcome: { kind: 'lost_lease' } }
    if (failure) return declined(access, failure)
    const looksAgain = verdict.young.length > 0
    return { ok: true, outcome: { kind: 'confirmed', receipts, behind: verdict.behind, looksAgain, left: recorded } }
  }
  const result = await callAsInstallation(portalId, 1, ask, clock, claim.access)
  return result.ok ? result.outcome : { kind: 'failed', failure: result.failure }
}

function commandsOf({ asksOwner, lists, walks, controls, ends, types }: BatchPlan): Map<string, Command> {
  return new Map<string, Command>([
    ...(asksOwner ? [adminQuestion] : []),
    ...lists.map(({ entityTypeId, hints }, index): [string, Command] => [
      `l${index}`,
      listByIds(
        entityTypeId,
        hints.map((hint) => hint.itemId),
      ),
    ]),
    ...walks.flatMap((walk, index) => walkCommands(`w${index}`, walk)),
    ...controls.map((entityTypeId): [string, Command] => [`c${entityTypeId}`, listNone(entityTypeId)]),
    ...ends.map(({ entityTypeId, itemId }): [string, Command] => [
      `e${entityTypeId}`,
      listBeyond(entityTypeId, itemId),
    ]),
    ...(types ? typeLists(types) : []).map((command, page): [string, Command] => [`t${page}`, command]),
  ])
}

function namedBy({ items }: BatchVerdict): References[] {
  return items.flatMap(({ remote, entityTypeId }) => (remote ? [{ ...remote, entityTypeId }] : []))
}

function hasNews({ items, deferred, divided, parked, young, moves, types }: BatchVerdict): boolean {
  return (
    items.length + deferred.length + divided.length + parked.length + young.length + moves.length > 0 || types !== null
  )
}

type Worked = { ok: true; outcome: ConfirmOutcome } | { ok: false; failure: RestFailure }

async function declined(access: InstallationAccess, failure: RestFailure): Promise<Worked> {
  await recordRefusal(access, failure)
  return { ok: false, failure }
}

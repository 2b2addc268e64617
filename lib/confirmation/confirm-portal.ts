import 'server-only'
import type { Lease } from '../feed-head/acquire-lease.ts'
import { releaseLease } from '../feed-head/release-lease.ts'
import { type Clock, systemClock } from '../platform/clock.ts'
import { describeError, log } from '../platform/log.ts'
import { waitForBudget } from '../rest-budget/wait-for-budget.ts'
import { type Claim, claimPortal } from './claim-portal.ts'
import { type ConfirmOutcome, confirmItems } from './confirm-items.ts'
import { breathMs, retryDelaySeconds } from './fold-receipts.ts'
import { gatherReceipts } from './gather-receipts.ts'

/** How the work on one portal ended; `busy`: another worker has it, or it waits after a failure. */
export type PortalOutcome = {
  readonly ended: ConfirmOutcome['kind'] | 'busy' | 'stopped'
  /** Items are to be looked at again in a moment. */
  readonly looksAgain: boolean
}

/** Does what waits on one portal, batch after batch, unless another worker does. */
export async function confirmPortal(
  portalId: string,
  { worker, isStopping, clock = systemClock }: { worker: string; isStopping: () => boolean; clock?: Clock },
): Promise<PortalOutcome> {
  let held: Lease | null = null
  let behind: ReadonlySet<number> = new Set()
  let pauseMs = 0
  let looksAgain = false
  while (!isStopping()) {
    // Where the budget is used up, what arrives during the wait still goes into this batch; and the lease does not run out.
    await waitForBudget(portalId, 1)
    const claim = await claimPortal(portalId, worker)
    if (!claim) return { ended: 'busy', looksAgain }
    held = claim.lease
    const isCalm = (receipts: number) => breathMs(pauseMs, receipts) === 0
    const outcome = await confirmOrFail(claim, behind, clock, isCalm)
    if (outcome.kind !== 'confirmed') {
      await release(held, outcome, clock)
      return { ended: outcome.kind, looksAgain }
    }
    behind = outcome.behind
    looksAgain ||= outcome.looksAgain
    pauseMs = breathMs(pauseMs, outcome.receipts)
    if (outcome.left === 'done') return { ended: 'idle', looksAgain }
    // In a storm the portal is kept while its next batch fills.
    if (pauseMs > 0) await gatherReceipts(portalId, { withinMs: pauseMs, isStopping, clock })
    else if (outcome.left === 'held') await release(held, outcome, clock)
  }
  if (held) await releaseLease(held, null)
  return { ended: 'stopped', looksAgain }
}

async function release(lease: Lease, outcome: ConfirmOutcome, clock: Clock): Promise<void> {
  const retryInSeconds =
    outcome.kind === 'failed' ? retryDelaySeconds(outcome.failure, lease.failures, Math.random(), clock()) : null
  await releaseLease(lease, retryInSeconds)
  if (outcome.kind !== 'failed') return
  log().warn(
    { portalId: lease.portalId, ...outcome.failure, retryInSeconds },
    'receipts wait: the portal did not confirm',
  )
}

async function confirmOrFail(
  claim: Claim,
  behind: ReadonlySet<number>,
  clock: Clock,
  releases: (receipts: number) => boolean,
): Promise<ConfirmOutcome> {
  try {
    return await confirmItems(claim, behind, clock, releases)
  } catch (error) {
    log().error({ err: describeError(error), portalId: claim.lease.portalId }, 'confirmation failed')
    return { kind: 'failed', failure: { kind: 'other', code: 'INTERNAL' } }
  }
}

import 'server-only'
import { acquireLease, type Lease } from '../feed-head/acquire-lease.ts'
import { releaseLease } from '../feed-head/release-lease.ts'
import { type Clock, systemClock } from '../platform/clock.ts'
import { describeError, log } from '../platform/log.ts'
import { waitForBudget } from '../rest-budget/wait-for-budget.ts'
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
  let claim: Lease | null = null
  let behind: ReadonlySet<number> = new Set()
  let pauseMs = 0
  let looksAgain = false
  while (!isStopping()) {
    // Where the budget is used up, what arrives during the wait still goes into this batch; and the lease does not run out.
    await waitForBudget(portalId, 1)
    claim = await acquireLease(portalId, worker)
    if (!claim) return { ended: 'busy', looksAgain }
    const outcome = await confirmOrFail(claim, behind, clock)
    if (outcome.kind !== 'confirmed') {
      await release(claim, outcome, clock)
      return { ended: outcome.kind, looksAgain }
    }
    behind = outcome.behind
    looksAgain ||= outcome.looksAgain
    pauseMs = breathMs(pauseMs, outcome.receipts)
    // In a storm the portal is kept while its next batch fills.
    if (pauseMs > 0) await gatherReceipts(portalId, { withinMs: pauseMs, isStopping, clock })
    else await release(claim, outcome, clock)
  }
  if (claim) await releaseLease(claim, null)
  return { ended: 'stopped', looksAgain }
}

async function release(claim: Lease, outcome: ConfirmOutcome, clock: Clock): Promise<void> {
  const retryInSeconds =
    outcome.kind === 'failed' ? retryDelaySeconds(outcome.failure, claim.failures, Math.random(), clock()) : null
  await releaseLease(claim, retryInSeconds)
  if (outcome.kind !== 'failed') return
  log().warn(
    { portalId: claim.portalId, ...outcome.failure, retryInSeconds },
    'receipts wait: the portal did not confirm',
  )
}

async function confirmOrFail(claim: Lease, behind: ReadonlySet<number>, clock: Clock): Promise<ConfirmOutcome> {
  try {
    return await confirmItems(claim, behind, clock)
  } catch (error) {
    log().error({ err: describeError(error), portalId: claim.portalId }, 'confirmation failed')
    return { kind: 'failed', failure: { kind: 'other', code: 'INTERNAL' } }
  }
}

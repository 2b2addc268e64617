import 'server-only'
import { type SweepOutcome, sweepPortal } from '../catch-up/sweep-portal.ts'
import { inPortal } from '../db/in-portal.ts'
import type { Clock } from '../platform/clock.ts'
import { shareBudgetsByDatabase } from '../rest-budget/share-budgets.ts'
import { logOperation } from './log-operation.ts'

/** Walks every watch of the portal to the end of the CRM's list now, in this process. @returns also how far its feed got by it. */
export async function sweepNow(portalId: string, clock: Clock) {
  shareBudgetsByDatabase(clock)
  const before = await readHead(portalId)
  const { kind } = await sweepPortal(portalId, clock)
  const changes = (await readHead(portalId)) - before
  logOperation('portals:sweep', portalId, { outcome: kind, changes })
  return { outcome: kind satisfies SweepOutcome['kind'], changes }
}

async function readHead(portalId: string): Promise<number> {
  const head = await inPortal(portalId, (tx) =>
    tx.feedHead.findUnique({ where: { portalId }, select: { headRevision: true } }),
  )
  return Number(head?.headRevision ?? 0)
}

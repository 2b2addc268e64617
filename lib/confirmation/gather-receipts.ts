import 'server-only'
import { setTimeout as wait } from 'node:timers/promises'
import { listPageSize } from '../bitrix24/list-rows.ts'
import { maxCommands } from '../bitrix24/rest-batch.ts'
import { inPortal } from '../db/in-portal.ts'
import type { Clock } from '../platform/clock.ts'
import { receiptIsDue } from '../receipts/receipt-is-due.ts'

const lookMs = 250
/** As many as one batch can ask for. */
const enough = (maxCommands - 1) * listPageSize

/**
 * Lets the next batch fill while a storm of events comes in: until it is full, no more come, or the time is over. A portal
 * allows two requests a second, and one of them may confirm thousands of items or one.
 */
export async function gatherReceipts(
  portalId: string,
  { withinMs, isStopping, clock }: { withinMs: number; isStopping: () => boolean; clock: Clock },
): Promise<void> {
  const deadline = clock().getTime() + withinMs
  for (let before = -1; clock().getTime() < deadline && !isStopping(); ) {
    const waiting = await countWaiting(portalId)
    if (waiting >= enough || waiting === before) return
    before = waiting
    await wait(lookMs)
  }
}

async function countWaiting(portalId: string): Promise<number> {
  const [row] = await inPortal(
    portalId,
    (tx) => tx.$queryRaw<{ waiting: number }[]>`
      select count(*)::int as waiting from (
        select from event_delivery d where d.portal_id = ${portalId}::uuid and ${receiptIsDue}
        limit ${enough}
      ) w`,
  )
  return row?.waiting ?? 0
}

import 'server-only'
import type { Transaction } from '../db/client.ts'
import { type Hint, maxRetrySeconds } from './fold-receipts.ts'

const minRetrySeconds = 2

/**
 * Passes these receipts over for a while: until `retryAt` where that is known, else as long again as they have waited already,
 * which doubles, within bounds; and with chance so that they do not all come back at once.
 */
export async function deferReceipts(
  tx: Transaction,
  portalId: string,
  hints: readonly Hint[],
  retryAt: Date | null,
): Promise<void> {
  const ids = hints.flatMap((hint) => hint.receiptIds)
  if (ids.length === 0) return
  await tx.$executeRaw`
    update event_delivery
    set deferred_until = coalesce(${retryAt}::timestamptz + random() * interval '1 second', now()
      + (0.5 + random() / 2) * make_interval(secs => least(${maxRetrySeconds}::float8, greatest(
        ${minRetrySeconds}::float8, extract(epoch from now() - received_at)::float8))))
    where portal_id = ${portalId}::uuid and id = any (${ids}::uuid[]) and settled_at is null`
}

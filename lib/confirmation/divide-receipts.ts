import 'server-only'
import type { Transaction } from '../db/client.ts'
import type { Divided } from './broken-lists.ts'

/** Lets the receipts of a broken list wait a little; then each is asked for with fewer others. */
export async function divideReceipts(tx: Transaction, portalId: string, divided: readonly Divided[]): Promise<void> {
  for (const { hints, inSeconds } of divided) {
    const ids = hints.flatMap((hint) => hint.receiptIds)
    await tx.$executeRaw`
      update event_delivery
      set attempts = attempts + 1, deferred_until = now() + make_interval(secs => ${inSeconds}::float8)
      where portal_id = ${portalId}::uuid and id = any (${ids}::uuid[]) and settled_at is null`
  }
}

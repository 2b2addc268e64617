import 'server-only'
import type { Transaction } from '../db/client.ts'

/** Makes every watch of the portal that is not paused due to be walked now. @returns how many there are. */
export function enqueueSweeps(tx: Transaction, portalId: string): Promise<number> {
  return tx.$executeRaw`
    update watch set sweep_due_at = least(sweep_due_at, now())
    where portal_id = ${portalId}::uuid and paused_at is null`
}

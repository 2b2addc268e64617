import 'server-only'
import type { Transaction } from '../db/client.ts'

/**
 * Lets an uninstall wait until the transaction ends, so that it deletes what the transaction writes, too. Who holds the portal's head
 * needs it not: there the epoch decides.
 * @returns false where the app has been uninstalled by now: nothing may be written.
 */
export async function lockInstalled(tx: Transaction, portalId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    select 1 as found from installation where portal_id = ${portalId}::uuid and status <> 'UNINSTALLED' for share`
  return rows.length > 0
}

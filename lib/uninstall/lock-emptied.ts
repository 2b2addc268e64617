import 'server-only'
import type { Transaction } from '../db/client.ts'

/** A portal whose uninstall is proved, and whether "delete data" was ticked. */
export type Uninstalled = { readonly portalId: string; readonly clean: boolean }

/**
 * Keeps the installation as it is until the transaction ends.
 * @returns false where the portal has been emptied, or where a new installation has ended that: then no row may be deleted.
 */
export async function lockEmptied(tx: Transaction, { portalId, clean }: Uninstalled): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    select 1 as found from installation
    where portal_id = ${portalId}::uuid and status = 'UNINSTALLED' and uninstall_clean = ${clean} for update`
  return rows.length > 0
}

import 'server-only'
import type { Transaction } from '../db/client.ts'
import { log } from '../platform/log.ts'

/** The installation whose uninstall was announced, as it was when the OAuth server was asked about it. */
export type Announced = { readonly portalId: string; readonly tokenVersion: number }

/**
 * Keeps the installation as it is until the transaction ends.
 * @returns false where it is another one by now: the app was installed anew while the answer was on its way, or somebody else
 * has noted that it is uninstalled.
 */
export async function isStillAnnounced(tx: Transaction, { portalId, tokenVersion }: Announced): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    select 1 as found from installation
    where portal_id = ${portalId}::uuid and token_version = ${tokenVersion} and uninstall_clean is not null
      and status <> 'UNINSTALLED' for update`
  if (rows.length === 0) log().info({ portalId }, 'installed anew or noted meanwhile: nothing is deleted for this look')
  return rows.length > 0
}

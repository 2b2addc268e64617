import 'server-only'
import type { Transaction } from '../db/client.ts'
import { log } from '../platform/log.ts'

/** An installation as it was when the OAuth server was asked about it. */
export type KnownChain = { readonly portalId: string; readonly tokenVersion: number }

/**
 * Keeps the installation as it is until the transaction ends.
 * @returns whether "delete data" was ticked (null where nobody announced an uninstall), or `changed` where it is another installation
 * by now: the app was installed anew while the answer was on its way, or somebody else has noted that it is uninstalled.
 */
export async function lockSameChain(
  tx: Transaction,
  { portalId, tokenVersion }: KnownChain,
): Promise<{ readonly clean: boolean | null } | 'changed'> {
  const [row] = await tx.$queryRaw<{ clean: boolean | null }[]>`
    select uninstall_clean as clean from installation
    where portal_id = ${portalId}::uuid and token_version = ${tokenVersion} and status <> 'UNINSTALLED' for update`
  if (row) return row
  log().info({ portalId }, 'installed anew or noted meanwhile: nothing is deleted for this answer')
  return 'changed'
}

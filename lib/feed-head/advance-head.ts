import 'server-only'
import type { Transaction } from '../db/client.ts'

/** Up to `revision` the portal's changes have been numbered. Under the head's lock. */
export async function advanceHead(tx: Transaction, portalId: string, revision: bigint): Promise<void> {
  await tx.$executeRaw`update feed_head set head_revision = ${revision} where portal_id = ${portalId}::uuid`
}

import 'server-only'
import type { Transaction } from '../db/client.ts'

/**
 * Keeps the portal's feed as it is until the transaction ends: who records items takes the same row. The first lock of a
 * transaction that takes more than one, since recording may keep it for long while events must be taken in.
 */
export async function lockHead(tx: Transaction, portalId: string): Promise<void> {
  await tx.$queryRaw`select from feed_head where portal_id = ${portalId}::uuid for update`
}

import 'server-only'
import type { Transaction } from '../db/client.ts'

/**
 * Tells readers from before that other rows are shown from here on, by a revision of its own: rows come and go with their type, and
 * none of them changes. Without a revision there is no row, and nothing to tell.
 * @returns that revision, 0 where there was none.
 */
export async function advanceWatchesRevision(tx: Transaction, portalId: string): Promise<bigint> {
  const [head] = await tx.$queryRaw<{ revision: bigint }[]>`
    update feed_head set head_revision = head_revision + 1, watches_revision = head_revision + 1
    where portal_id = ${portalId}::uuid and head_revision > 0 returning head_revision as revision`
  return head?.revision ?? 0n
}

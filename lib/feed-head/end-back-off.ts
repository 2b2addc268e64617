import 'server-only'
import type { Transaction } from '../db/client.ts'

/**
 * Has a portal that waits after a failure asked at once.
 * @param isHealed whether what it failed at is over: the next failure counts as the first.
 */
export async function endBackOff(
  tx: Transaction,
  portalId: string,
  { isHealed }: { isHealed: boolean },
): Promise<void> {
  await tx.$executeRaw`
    update feed_lease set retry_at = null, failures = case when ${isHealed} then 0 else failures end
    where portal_id = ${portalId}::uuid`
}

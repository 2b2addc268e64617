import 'server-only'
import type { Transaction } from '../db/client.ts'
import type { TypesTold } from './watched-types.ts'

/** Titles of the watched types are asked for again so long after they were told, where no event says otherwise. */
export const typesAskedAgainSeconds = 3_600
const declinedRetrySeconds = 300
const pausedRetrySeconds = 3_600

/**
 * Keeps new titles, and pauses the watches of deleted types, whose items the next comparison takes out of the feed. Something
 * that happened to the types since they were asked for is still due.
 */
export async function keepTypes(tx: Transaction, portalId: string, told: TypesTold, now: Date): Promise<void> {
  for (const { entityTypeId, title } of told.renamed) {
    await tx.watch.updateMany({ where: { portalId, entityTypeId: BigInt(entityTypeId) }, data: { title } })
  }
  const gone = told.goneEntityTypeIds.map(BigInt)
  if (gone.length > 0) {
    await tx.$executeRaw`
      update watch set paused_at = coalesce(paused_at, ${now}::timestamptz), paused_reason = 'TYPE_GONE',
        compared_item_id = coalesce(compared_item_id, baseline_item_id),
        sweep_due_at = now() + make_interval(secs => ${pausedRetrySeconds}::float8)
      where portal_id = ${portalId}::uuid and entity_type_id = any (${gone}::bigint[]) and paused_reason is distinct from 'TYPE_GONE'`
  }
  const seconds = told.isAnswered ? typesAskedAgainSeconds : declinedRetrySeconds
  await tx.$executeRaw`
    update feed_head set types_due_at = now() + make_interval(secs => ${seconds}::float8)
    where portal_id = ${portalId}::uuid and types_due_at is not distinct from ${told.dueAt}::timestamptz`
}

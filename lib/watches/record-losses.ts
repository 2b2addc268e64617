import 'server-only'
import type { Transaction } from '../db/client.ts'
import { inPortals } from '../db/in-portals.ts'
import { publishSignal } from '../db/publish-signal.ts'

/** Announcements of a proved portal were declined, the last of them at `at`. */
export type Loss = {
  readonly portalId: string
  readonly at: Date
  /** Whether changes or deletions were among them, which only a comparison finds. */
  readonly isOfChanges: boolean
}

/**
 * Writes down that announcements of these portals were declined, and has each swept at once, and compared where that is needed. Until
 * it is swept its status says that something may be missing. A portal that may not be asked waits until it may.
 * @param losses at most one for each portal.
 * @throws where the database does not take it: nothing is written then.
 */
export async function recordLosses(losses: readonly Loss[], now: Date): Promise<void> {
  if (losses.length === 0) return
  await inPortals(
    losses.map(({ portalId }) => portalId),
    async (tx) => {
      await makeDue(tx, losses, now)
      const compared = losses.filter(({ isOfChanges }) => isOfChanges).map(({ portalId }) => portalId)
      if (compared.length > 0) await beginComparisonsAnew(tx, compared)
    },
  )
  for (const { portalId, isOfChanges } of losses) {
    publishSignal({ kind: 'sweep', portalId })
    if (isOfChanges) publishSignal({ kind: 'compare', portalId })
  }
}

/** Locked in one order, so that two processes cannot wait for each other. */
async function makeDue(tx: Transaction, losses: readonly Loss[], now: Date): Promise<void> {
  const column = <T>(pick: (loss: Loss) => T) => losses.map(pick)
  await tx.$executeRaw`
    with loss as materialized (
      select a.portal_id, l.at, l.is_of_changes
      from attention a
      join unnest(
        ${column((loss) => loss.portalId)}::uuid[], ${column((loss) => loss.at)}::timestamptz[],
        ${column((loss) => loss.isOfChanges)}::boolean[]
      ) as l (portal_id, at, is_of_changes) using (portal_id)
      order by a.portal_id for update of a
    )
    update attention a set lost_at = greatest(a.lost_at, l.at),
      sweep_at = case when a.sweep_at is not null then least(a.sweep_at, ${now}::timestamptz) end,
      compare_at = case when a.compare_at is null or not l.is_of_changes then a.compare_at
                        else least(a.compare_at, ${now}::timestamptz) end
    from loss l where a.portal_id = l.portal_id`
}

/** A round that is under way has passed items that were changed since. */
async function beginComparisonsAnew(tx: Transaction, portalIds: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    with passed as materialized (
      select portal_id, entity_type_id from watch
      where portal_id = any (${[...portalIds]}::uuid[]) and compared_item_id is not null
      order by portal_id, entity_type_id for update
    )
    update watch w set compared_item_id = null
    from passed p where w.portal_id = p.portal_id and w.entity_type_id = p.entity_type_id`
}

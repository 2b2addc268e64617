import 'server-only'
import { isFaultOfARow } from '../db/is-fault-of-a-row.ts'
import { rehearse } from '../db/rehearse.ts'
import { statement } from '../db/statement.ts'
import { env } from '../platform/env.ts'
import { newId } from '../platform/ids.ts'

/**
 * Proves that an event could be stored now, on the connections that events are stored on: a receipt of a portal that there is, which is
 * taken back. One of no type, and settled, so that nobody who looks for work meets what is left of it. Where there is no portal yet, no
 * sender could be proved, and what may be done with the tables is all that is tried.
 * @throws Error that says why not (`storageFaultOf`).
 */
export async function proveStoring(): Promise<void> {
  const named = statement`
    select set_config('app.portals', coalesce((select id::text from portal limit 1), ''), true)`
  const stored = statement`
    insert into event_delivery (portal_id, id, event, entity_type_id, item_id, actor, received_at, outcome, settled_at)
    select p.id, ${newId()}::uuid, 'ITEM_UPDATE', 0, 0, 'UNKNOWN', now(), 'NOT_WATCHED', now()
    from portal p
    left join installation n on n.portal_id = p.id
    left join watch w on w.portal_id = p.id and w.entity_type_id = 0
    where p.id::text = current_setting('app.portals') and n.application_token_digest is distinct from ''
    returning id::text`
  try {
    await rehearse([named, stored], { pool: 'ingest', withinMs: env().databaseTimeoutMs })
  } catch (error) {
    // The portal was deleted between the two: PostgreSQL had taken all of it before that.
    if (!isFaultOfARow(error)) throw error
  }
}

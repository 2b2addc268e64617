import 'server-only'
import { inOneTrip } from '../db/in-one-trip.ts'
import { statement } from '../db/statement.ts'
import { watchesLockSql } from '../db/watches-lock-sql.ts'
import { requestPruning } from '../retention/request-pruning.ts'
import type { Receipt } from './receipt.ts'

/**
 * Commits receipts in one statement. Whether a type is watched is read in the same statement, under a shared lock, so that
 * a saved watch holds for the very next event, whichever instance takes it, and no event falls between two saves. Nothing is
 * kept for a portal that has been uninstalled, or has another application token, since its sender was proved.
 * @returns for each, in their order, whether it was kept.
 */
export async function storeReceipts(receipts: readonly Receipt[]): Promise<boolean[]> {
  const portalIds = [...new Set(receipts.map((receipt) => receipt.portalId))]
  const column = <T>(pick: (receipt: Receipt) => T) => receipts.map(pick)
  const [, stored] = await inOneTrip(
    portalIds,
    [
      watchesLockSql(portalIds, 'shared'),
      statement<{ id: string }>`
      insert into event_delivery
        (portal_id, id, event, entity_type_id, item_id, actor, sent_at, received_at, outcome, settled_at)
      select r.portal_id, r.id, r.event::delivery_event, r.entity_type_id, r.item_id, r.actor::actor, r.sent_at, r.received_at,
             case when w.portal_id is null then 'NOT_WATCHED' else 'RECEIVED' end::delivery_outcome,
             case when w.portal_id is null then r.received_at end
      from unnest(
        ${column((r) => r.portalId)}::uuid[], ${column((r) => r.tokenDigest)}::text[], ${column((r) => r.id)}::uuid[],
        ${column((r) => `ITEM_${r.change.toUpperCase()}`)}::text[],
        ${column((r) => BigInt(r.entityTypeId))}::bigint[], ${column((r) => BigInt(r.itemId))}::bigint[],
        ${column((r) => r.actor.toUpperCase())}::text[],
        ${column((r) => r.sentAt)}::timestamptz[], ${column((r) => r.receivedAt)}::timestamptz[]
      ) as r (portal_id, token_digest, id, event, entity_type_id, item_id, actor, sent_at, received_at)
      join installation n
        on n.portal_id = r.portal_id and n.status <> 'UNINSTALLED' and n.application_token_digest = r.token_digest
      left join watch w on w.portal_id = r.portal_id and w.entity_type_id = r.entity_type_id
      returning id::text`,
    ],
    { pool: 'ingest' },
  )
  requestPruning(receipts)
  const kept = new Set(stored.rows.map(({ id }) => id))
  return receipts.map(({ id }) => kept.has(id))
}

import { type Statement, statement } from '../db/statement.ts'

/** The portal has called the owner of our token an admin, whose lists are whole. */
export function ownerProofSql(portalId: string, at: Date) {
  return statement`
    insert into feed_proof (portal_id, owner_proved_at) values (${portalId}::uuid, ${at}::timestamptz)
    on conflict (portal_id) do update set owner_proved_at = excluded.owner_proved_at`
}

/**
 * The feed is complete up to the moment that the portal called the owner of our token an admin and every watch had been
 * walked to its end, where nothing that is known from before still waits. Parked items and paused types do not hold it up: they
 * are told apart.
 */
export function completeSql(portalId: string): Statement {
  return statement`
    update feed_proof p set proved_at = greatest(p.proved_at, c.until)
    from (
      select least(o.owner_proved_at, min(w.swept_at)) as until
      from feed_proof o join watch w on w.portal_id = o.portal_id
      where o.portal_id = ${portalId}::uuid and w.paused_at is null
      group by o.owner_proved_at having count(*) = count(w.swept_at)
    ) c
    where p.portal_id = ${portalId}::uuid and c.until is not null and not exists (
      select from event_delivery d
      join watch w on w.portal_id = d.portal_id and w.entity_type_id = d.entity_type_id and w.paused_at is null
      where d.portal_id = p.portal_id and d.settled_at is null and (d.event = 'CATCH_UP' or d.received_at <= c.until))`
}

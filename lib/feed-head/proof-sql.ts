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
 * @param ownerAt when the portal called the owner an admin, where it was asked just now.
 */
export function completeSql(portalId: string, ownerAt: Date | null): Statement {
  return statement`
    with owner as (
      select coalesce(${ownerAt}::timestamptz, (select owner_proved_at from feed_proof where portal_id = ${portalId}::uuid)) as at
    ), swept as (
      select min(swept_at) as at from watch where portal_id = ${portalId}::uuid and paused_at is null
      having count(*) = count(swept_at)
    ), whole as (
      select least(o.at, s.at) as until from owner o join swept s on true
      where o.at is not null and s.at is not null and not exists (
        select from event_delivery d
        join watch w on w.portal_id = d.portal_id and w.entity_type_id = d.entity_type_id and w.paused_at is null
        where d.portal_id = ${portalId}::uuid and d.settled_at is null
          and (d.event = 'CATCH_UP' or d.received_at <= least(o.at, s.at)))
    )
    insert into feed_proof as p (portal_id, owner_proved_at, proved_at)
    select ${portalId}::uuid, o.at, w.until from owner o left join whole w on true
    on conflict (portal_id) do update set
      owner_proved_at = excluded.owner_proved_at, proved_at = greatest(p.proved_at, excluded.proved_at)`
}

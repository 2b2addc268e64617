-- How many items were created in each quarter of an hour, kept by whoever writes items, an older version included
-- (docs/decisions/036-search-and-counts-that-scale.md). Quarters, since there are time zones that begin at one.
CREATE TABLE "feed_count" (
    "portal_id" UUID NOT NULL,
    "entity_type_id" BIGINT NOT NULL,
    "quarter" TIMESTAMPTZ(3) NOT NULL,
    "items" INTEGER NOT NULL,
    "by_automation" INTEGER NOT NULL,
    "removed" INTEGER NOT NULL,

    CONSTRAINT "feed_count_pkey" PRIMARY KEY ("portal_id","entity_type_id","quarter")
);
ALTER TABLE "feed_count" ADD CONSTRAINT "feed_count_portal_id_fkey" FOREIGN KEY ("portal_id") REFERENCES "portal"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Room to write a count again beside itself.
alter table feed_count set (fillfactor = 80);
alter table feed_count enable row level security;
alter table feed_count force row level security;
create policy portal_wall on feed_count using (
  portal_id = any ((select string_to_array(nullif(current_setting('app.portals', true), ''), ',')::uuid[])::uuid[]));

-- Writers wait until the items that there are have been counted; readers do not.
lock table feed_item in share row exclusive mode;

create function quarter_of(moment timestamptz) returns timestamptz(3) language sql immutable parallel safe
  return date_bin('15 minutes', moment, timestamptz '2000-01-01 00:00Z');

-- Whoever writes items holds the portal's feed_head, so nobody waits for a count but in the order of the portals.
create function feed_item_count_new() returns trigger language plpgsql as $$
begin
  insert into feed_count as c (portal_id, entity_type_id, quarter, items, by_automation, removed)
  select portal_id, entity_type_id, quarter_of(created_at), count(*) filter (where removed_at is null),
         count(*) filter (where removed_at is null and actor = 'AUTOMATION'), count(removed_at)
  from new_rows group by 1, 2, 3 order by 1, 2, 3
  on conflict (portal_id, entity_type_id, quarter) do update set
    items = c.items + excluded.items, by_automation = c.by_automation + excluded.by_automation,
    removed = c.removed + excluded.removed;
  return null;
end
$$;
create trigger count_new after insert on feed_item referencing new table as new_rows
  for each statement execute function feed_item_count_new();

create function feed_item_count_changed() returns trigger language plpgsql as $$
begin
  insert into feed_count as c (portal_id, entity_type_id, quarter, items, by_automation, removed)
  select portal_id, entity_type_id, quarter_of(created_at), coalesce(sum(sign) filter (where removed_at is null), 0),
         coalesce(sum(sign) filter (where removed_at is null and actor = 'AUTOMATION'), 0),
         coalesce(sum(sign) filter (where removed_at is not null), 0)
  from (
    select 1 as sign, portal_id, entity_type_id, created_at, removed_at, actor from new_rows
    union all
    select -1, portal_id, entity_type_id, created_at, removed_at, actor from old_rows
  ) changed
  group by 1, 2, 3
  having sum(sign) filter (where removed_at is null) <> 0 or sum(sign) filter (where removed_at is not null) <> 0
    or sum(sign) filter (where removed_at is null and actor = 'AUTOMATION') <> 0
  order by 1, 2, 3
  on conflict (portal_id, entity_type_id, quarter) do update set
    items = c.items + excluded.items, by_automation = c.by_automation + excluded.by_automation,
    removed = c.removed + excluded.removed;
  return null;
end
$$;
create trigger count_changed after update on feed_item referencing old table as old_rows new table as new_rows
  for each statement execute function feed_item_count_changed();

-- Makes no row, so that a portal which is emptied table by table stays empty; and none stays that counts nothing.
create function feed_item_count_gone() returns trigger language plpgsql as $$
begin
  update feed_count c set items = c.items - gone.items, by_automation = c.by_automation - gone.by_automation,
                          removed = c.removed - gone.removed
  from (
    select portal_id, entity_type_id, quarter_of(created_at) as quarter, count(*) filter (where removed_at is null) as items,
           count(*) filter (where removed_at is null and actor = 'AUTOMATION') as by_automation, count(removed_at) as removed
    from old_rows group by 1, 2, 3
  ) gone
  where c.portal_id = gone.portal_id and c.entity_type_id = gone.entity_type_id and c.quarter = gone.quarter;
  delete from feed_count c
  using (select distinct portal_id, entity_type_id, quarter_of(created_at) as quarter from old_rows) gone
  where c.portal_id = gone.portal_id and c.entity_type_id = gone.entity_type_id and c.quarter = gone.quarter
    and c.items + c.removed <= 0;
  return null;
end
$$;
create trigger count_gone after delete on feed_item referencing old table as old_rows
  for each statement execute function feed_item_count_gone();

-- The wall binds the owner of the tables too; not to be bound would lock readers out.
do $$
declare
  of_portal uuid;
begin
  for of_portal in select id from portal loop
    perform set_config('app.portals', of_portal::text, true);
    insert into feed_count (portal_id, entity_type_id, quarter, items, by_automation, removed)
    select portal_id, entity_type_id, quarter_of(created_at), count(*) filter (where removed_at is null),
           count(*) filter (where removed_at is null and actor = 'AUTOMATION'), count(removed_at)
    from feed_item where portal_id = of_portal group by 1, 2, 3;
  end loop;
  perform set_config('app.portals', '', true);
end
$$;

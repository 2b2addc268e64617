-- What changes at different rates stands in tables of its own (docs/decisions/032-what-changes-together.md).
CREATE TABLE "feed_lease" (
    "portal_id" UUID NOT NULL,
    "held_by" TEXT,
    "held_until" TIMESTAMPTZ(3),
    "epoch" BIGINT NOT NULL,
    "retry_at" TIMESTAMPTZ(3),
    "failures" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "feed_lease_pkey" PRIMARY KEY ("portal_id")
);

CREATE TABLE "feed_proof" (
    "portal_id" UUID NOT NULL,
    "proved_at" TIMESTAMPTZ(3),
    "owner_proved_at" TIMESTAMPTZ(3),

    CONSTRAINT "feed_proof_pkey" PRIMARY KEY ("portal_id")
);

CREATE TABLE "type_check" (
    "portal_id" UUID NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "type_check_pkey" PRIMARY KEY ("portal_id")
);

CREATE TABLE "pruning" (
    "portal_id" UUID NOT NULL,
    "pruned_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "pruning_pkey" PRIMARY KEY ("portal_id")
);

-- A migration sees rows of portals only while the wall does not bind the owner of the table. Nobody else gets at it meanwhile.
ALTER TABLE "feed_head" NO FORCE ROW LEVEL SECURITY;
INSERT INTO "feed_lease" ("portal_id", "held_by", "held_until", "epoch", "retry_at", "failures")
  SELECT "portal_id", "lease_owner", "lease_until", "lease_epoch", "retry_at", "failures" FROM "feed_head";
INSERT INTO "feed_proof" ("portal_id", "proved_at", "owner_proved_at")
  SELECT "portal_id", "proved_at", "owner_proved_at" FROM "feed_head";
INSERT INTO "type_check" ("portal_id", "due_at")
  SELECT "portal_id", "types_due_at" FROM "feed_head" WHERE "types_due_at" IS NOT NULL;
INSERT INTO "pruning" ("portal_id", "pruned_at")
  SELECT "portal_id", "pruned_at" FROM "feed_head" WHERE "pruned_at" IS NOT NULL;
ALTER TABLE "feed_head" FORCE ROW LEVEL SECURITY;

ALTER TABLE "feed_lease" ADD CONSTRAINT "feed_lease_portal_id_fkey" FOREIGN KEY ("portal_id") REFERENCES "portal"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "feed_proof" ADD CONSTRAINT "feed_proof_portal_id_fkey" FOREIGN KEY ("portal_id") REFERENCES "portal"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "type_check" ADD CONSTRAINT "type_check_portal_id_fkey" FOREIGN KEY ("portal_id") REFERENCES "portal"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "pruning" ADD CONSTRAINT "pruning_portal_id_fkey" FOREIGN KEY ("portal_id") REFERENCES "portal"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The tenant wall.
do $$
declare
  walled text;
begin
  foreach walled in array array['feed_lease', 'feed_proof', 'type_check', 'pruning'] loop
    execute format('alter table %I enable row level security', walled);
    execute format('alter table %I force row level security', walled);
    execute format(
      'create policy portal_wall on %I using (portal_id = any ('
      '(select string_to_array(nullif(current_setting(''app.portals'', true), ''''), '','')::uuid[])::uuid[]))',
      walled
    );
  end loop;
end
$$;

-- An older version that still runs beside this one writes the columns of before, and nobody else does. What it writes is passed on; its
-- lease is given out by the new table, so that one portal has one writer whatever its version. The columns, triggers and functions go
-- with the next version. A trigger runs for a statement that names its column, whatever becomes of the value.

-- Acquire, release or revoke: an older version's statements name the owner in each, and a newer one's in none.
create function feed_head_forward_lease() returns trigger language plpgsql as $$
begin
  if new.lease_epoch = old.lease_epoch then
    update feed_lease set held_by = null, held_until = null, retry_at = new.retry_at,
      failures = case when new.retry_at is null then 0 else failures + 1 end
    where portal_id = new.portal_id and epoch = old.lease_epoch;
    return new;
  end if;
  insert into feed_lease as l (portal_id, held_by, held_until, epoch)
  values (
    new.portal_id, new.lease_owner, case when new.lease_owner is not null then new.lease_until end, old.lease_epoch + 1
  )
  on conflict (portal_id) do update set
    held_by = excluded.held_by, held_until = excluded.held_until, epoch = greatest(l.epoch + 1, excluded.epoch)
  where new.lease_owner is null or (
    (l.held_until is null or l.held_until < now() or l.held_by = new.lease_owner)
    and (l.retry_at is null or l.retry_at <= now())
  )
  returning epoch into new.lease_epoch;
  -- Another worker has it: nothing is updated.
  if not found then
    return null;
  end if;
  return new;
end
$$;
create trigger forward_lease before update of lease_owner on feed_head
  for each row execute function feed_head_forward_lease();

-- A back-off is ended by who installs, heals or repairs. That it begins comes with the lease that is released.
create function feed_head_forward_retry() returns trigger language plpgsql as $$
begin
  if new.retry_at is null and new.lease_owner is not distinct from old.lease_owner then
    update feed_lease set retry_at = null, failures = case when new.failures = 0 then 0 else failures end
    where portal_id = new.portal_id;
  end if;
  return null;
end
$$;
create trigger forward_retry after update of retry_at on feed_head
  for each row execute function feed_head_forward_retry();

create function feed_head_forward_proof() returns trigger language plpgsql as $$
begin
  insert into feed_proof as p (portal_id, proved_at, owner_proved_at)
  values (new.portal_id, new.proved_at, new.owner_proved_at)
  on conflict (portal_id) do update set
    proved_at = greatest(p.proved_at, excluded.proved_at),
    owner_proved_at = greatest(p.owner_proved_at, excluded.owner_proved_at);
  return null;
end
$$;
create trigger forward_proof after update of proved_at, owner_proved_at on feed_head
  for each row execute function feed_head_forward_proof();

-- Only sooner: what an event asked for meanwhile has not been looked at.
create function feed_head_forward_types_due() returns trigger language plpgsql as $$
begin
  if new.types_due_at is null then
    delete from type_check where portal_id = new.portal_id;
  else
    update type_check set due_at = new.types_due_at where portal_id = new.portal_id and due_at > new.types_due_at;
  end if;
  return null;
end
$$;
create trigger forward_types_due after update of types_due_at on feed_head
  for each row execute function feed_head_forward_types_due();

create function feed_head_forward_pruning() returns trigger language plpgsql as $$
begin
  if new.pruned_at is null then
    delete from pruning where portal_id = new.portal_id;
  end if;
  return null;
end
$$;
create trigger forward_pruning after update of pruned_at on feed_head
  for each row execute function feed_head_forward_pruning();

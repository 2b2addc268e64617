-- Backups read everything, and a restored copy knows that it is one (docs/decisions/039).

-- At once, and in the order in which a version that is still running locks them.
lock table feed_lease, feed_head, installation, event_delivery, watch, feed_proof, pruning, bell, bell_cursor, viewer_state, feed_item,
  feed_count, search_posting, search_progress, directory_entry, viewer_action, rest_call, refused_hints, rest_budget, rest_method,
  feed_type, type_check, attention in access exclusive mode;

-- Row-level security binds the owner, too, so that a mistake of ours reads nothing. Who makes a backup says so: `npm run db:backup` by the
-- setting, pg_dump by its name. It holds for the owner alone, and nobody works as the owner.
create function let_owner_back_up(walled regclass) returns void language plpgsql as $$
begin
  execute format(
    'create policy backup on %s for select to %I using '
    '((select current_setting(''app.backup'', true) = ''on'' or current_setting(''application_name'') = ''pg_dump''))',
    walled, (select r.rolname from pg_class c join pg_roles r on r.oid = c.relowner where c.oid = walled)
  );
end
$$;

select let_owner_back_up(oid) from pg_class
where relnamespace = current_schema()::regnamespace and relkind = 'r' and relrowsecurity;

-- CreateTable
CREATE TABLE "home" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "place" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "home_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "home_id_check" CHECK ("id" = 1)
);

revoke insert, update, delete on home from spf_app;

-- The same for a server and for a replica that takes over from it; another one wherever a dump is restored.
create function database_place() returns text language plpgsql stable as $$
declare
  place text := (select oid from pg_database where datname = current_database());
begin
  return (select system_identifier from pg_control_system()) || '.' || place;
exception
  when insufficient_privilege then return place;
end
$$;

insert into home (place) values (database_place());

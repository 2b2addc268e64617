-- The tenant wall. The application works as `spf_app`, which owns nothing and cannot bypass row-level security; a transaction
-- names the portals it may touch in `app.portals`. Without a name there are no rows. `portal` is the one directory that may be
-- read before the portal is known.
do $$
begin
  create role spf_app nologin;
exception
  when duplicate_object or unique_violation then null;
end
$$;

do $$
begin
  -- Since PostgreSQL 16 a member may still lack the right to work as the role.
  if not pg_has_role(
    current_user, 'spf_app', case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end
  ) then
    execute format('grant spf_app to %I', current_user);
  end if;
end
$$;

grant usage on schema public to spf_app;
grant select, insert, update, delete on all tables in schema public to spf_app;
alter default privileges in schema public grant select, insert, update, delete on tables to spf_app;

do $$
declare
  walled text;
begin
  foreach walled in array array[
    'installation', 'feed_head', 'watch', 'event_delivery', 'feed_item', 'directory_entry', 'viewer_state', 'rest_call'
  ] loop
    execute format('alter table %I enable row level security', walled);
    execute format('alter table %I force row level security', walled);
    -- The sub-select is evaluated once for a statement, not once for a row.
    execute format(
      'create policy portal_wall on %I using (portal_id = any ('
      '(select string_to_array(nullif(current_setting(''app.portals'', true), ''''), '','')::uuid[])::uuid[]))',
      walled
    );
  end loop;
end
$$;

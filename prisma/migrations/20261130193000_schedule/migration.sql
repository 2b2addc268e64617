-- What looks for work reads across portals when something is due, and never what (docs/decisions/034): views of its own schedule,
-- whose owner alone may look past the wall. Nobody works as that role.
do $$
begin
  -- Whoever may not make roles finds it made.
  if to_regrole('spf_scheduler') is null then
    create role spf_scheduler nologin;
  end if;
exception
  when duplicate_object or unique_violation then null;
end
$$;

do $$
declare
  -- Before PostgreSQL 16 there is only a membership that passes on what the role may see: it is taken back below.
  is_inherited constant boolean := current_setting('server_version_num')::int < 160000;
begin
  if not pg_has_role(current_user, 'spf_scheduler', case when is_inherited then 'member' else 'set' end) then
    execute format(
      'grant spf_scheduler to %I %s', current_user, case when is_inherited then '' else 'with inherit false, set true' end
    );
  end if;
end
$$;

-- At once, and in the order in which a version that is still running locks them.
lock table feed_lease, feed_head, installation, event_delivery, watch, feed_proof, pruning, bell, bell_cursor, viewer_state
  in access exclusive mode;

-- A look costs what is due, however many are not.
create index watch_swept_idx on watch (swept_at nulls first) where paused_at is null;
create index watch_compared_idx on watch (compared_at) where paused_at is null or paused_reason = 'TYPE_GONE';
create index watch_comparing_idx on watch (portal_id) where compared_item_id is not null;
create index watch_history_idx on watch (portal_id) where history is not null;
create index watch_sweep_due_idx on watch (sweep_due_at) where sweep_due_at is not null;
create index bell_due_at_idx on bell (due_at) where rung_at is null;

create schema schedule;
grant usage on schema public, schedule to spf_scheduler;
grant create on schema schedule to spf_scheduler;
grant usage on schema schedule to spf_app;

create view schedule.installation as
  select portal_id, status, recheck_at, uninstall_probe_at, uninstall_clean, uninstall_announced, uninstalled_at, verified_at,
         rotated_at, heard_at, bindings_due_at, scope ~ '(^|[, ])im([, ]|$)' as may_ring
  from public.installation;

create view schedule.watch as
  select portal_id, created_at, paused_at, paused_reason, history, swept_at, sweep_due_at, compared_item_id, compared_at
  from public.watch;

create view schedule.event_delivery as
  select portal_id, received_at, settled_at, deferred_until from public.event_delivery where settled_at is null;

create view schedule.feed_head as select portal_id, head_revision from public.feed_head;

create view schedule.feed_lease as select portal_id, held_by, held_until, retry_at from public.feed_lease;

create view schedule.feed_proof as select portal_id, owner_proved_at from public.feed_proof;

create view schedule.pruning as select portal_id, pruned_at from public.pruning;

create view schedule.bell as select portal_id, due_at from public.bell where rung_at is null;

create view schedule.bell_cursor as select portal_id, position from public.bell_cursor;

-- One row for each person who wants the bell.
create view schedule.bell_wish as
  select portal_id from public.viewer_state where (preferences->'notify'->>'bell') = 'true';

grant select (portal_id, status, recheck_at, uninstall_probe_at, uninstall_clean, uninstall_announced, uninstalled_at, verified_at,
              rotated_at, heard_at, bindings_due_at, scope) on installation to spf_scheduler;
grant select (portal_id, created_at, paused_at, paused_reason, history, swept_at, sweep_due_at, compared_item_id, compared_at)
  on watch to spf_scheduler;
grant select (portal_id, received_at, settled_at, deferred_until) on event_delivery to spf_scheduler;
grant select (portal_id, head_revision) on feed_head to spf_scheduler;
grant select (portal_id, held_by, held_until, retry_at) on feed_lease to spf_scheduler;
grant select (portal_id, owner_proved_at) on feed_proof to spf_scheduler;
grant select (portal_id, pruned_at) on pruning to spf_scheduler;
grant select (portal_id, due_at, rung_at) on bell to spf_scheduler;
grant select (portal_id, position) on bell_cursor to spf_scheduler;
grant select (portal_id, preferences) on viewer_state to spf_scheduler;

do $$
declare
  seen text;
begin
  foreach seen in array array[
    'feed_lease', 'feed_head', 'installation', 'event_delivery', 'watch', 'feed_proof', 'pruning', 'bell', 'bell_cursor',
    'viewer_state'
  ] loop
    execute format('create policy schedule on public.%I for select to spf_scheduler using (true)', seen);
  end loop;
  for seen in select viewname from pg_views where schemaname = 'schedule' loop
    execute format('grant select on schedule.%I to spf_app', seen);
    execute format('alter view schedule.%I owner to spf_scheduler', seen);
  end loop;
end
$$;

revoke create on schema schedule from spf_scheduler;

do $$
begin
  if current_setting('server_version_num')::int < 160000 then
    execute format('revoke spf_scheduler from %I', current_user);
  end if;
  -- A superuser is bound by no wall anyway.
  if pg_has_role(current_user, 'spf_scheduler', 'usage') and not (select rolsuper from pg_roles where rolname = current_user) then
    raise exception 'The owner of the tables inherits from spf_scheduler: grant it with inherit false';
  end if;
end
$$;

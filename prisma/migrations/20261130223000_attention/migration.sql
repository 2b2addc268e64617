-- When a portal is swept and compared by time follows from when somebody last looked at it (docs/decisions/037).

-- At once, and in the order in which a running version locks them.
lock table portal in share row exclusive mode;
lock table installation, watch in access exclusive mode;

CREATE TABLE "attention" (
    "portal_id" UUID NOT NULL,
    "attended_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sweep_begun_at" TIMESTAMPTZ(3),
    "sweep_at" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,
    "compare_begun_at" TIMESTAMPTZ(3),
    "compare_at" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "attention_pkey" PRIMARY KEY ("portal_id")
)
-- Rows are updated where they stand.
WITH (fillfactor = 70);

CREATE INDEX "attention_sweep_at_idx" ON "attention"("sweep_at");
CREATE INDEX "attention_compare_at_idx" ON "attention"("compare_at");

-- Every portal counts as looked at now: none is left alone for longer than before until its time has passed.
alter table watch no force row level security;
alter table installation no force row level security;
insert into attention (portal_id, sweep_begun_at, sweep_at, compare_begun_at, compare_at)
  select w.portal_id,
         min(w.swept_at), case when n.status in ('NEW', 'ACTIVE') then coalesce(min(w.swept_at), now()) end,
         min(w.compared_at), case when n.status in ('NEW', 'ACTIVE') then coalesce(min(w.compared_at), now()) end
  from watch w join installation n on n.portal_id = w.portal_id
  group by w.portal_id, n.status;
alter table watch force row level security;
alter table installation force row level security;

ALTER TABLE "attention" ADD CONSTRAINT "attention_portal_id_fkey" FOREIGN KEY ("portal_id") REFERENCES "portal"("id") ON DELETE CASCADE ON UPDATE CASCADE;

alter table attention enable row level security;
alter table attention force row level security;
create policy portal_wall on attention using (
  portal_id = any ((select string_to_array(nullif(current_setting('app.portals', true), ''), ',')::uuid[])::uuid[])
);

-- Triggers, since a due time that somebody forgets is work that is never done: whoever adds a watch, or has it swept or compared anew.
create function attend_watch() returns trigger language plpgsql as $$
begin
  insert into attention (portal_id) values (new.portal_id) on conflict do nothing;
  if new.swept_at is null or new.history is not null then
    update attention set sweep_at = now() where portal_id = new.portal_id and sweep_at > now();
  end if;
  if new.compared_at is null or new.compared_item_id is not null then
    update attention set compare_at = now() where portal_id = new.portal_id and compare_at > now();
  end if;
  return null;
end
$$;
create trigger attend_new after insert on watch for each row execute function attend_watch();
create trigger attend after update of swept_at, history, compared_at, compared_item_id on watch for each row
  when (
    (new.swept_at is null and old.swept_at is not null) or (new.history is not null and old.history is null)
    or (new.compared_at is null and old.compared_at is not null)
    or (new.compared_item_id is not null and old.compared_item_id is null)
  )
  execute function attend_watch();

-- Nobody asks a portal that is not in a working state (`workingStatuses`): it is due once it is in one again, and costs no look until then.
create function attend_installation() returns trigger language plpgsql as $$
begin
  if new.status in ('NEW', 'ACTIVE') then
    update attention set sweep_at = coalesce(least(sweep_at, now()), now()), compare_at = coalesce(compare_at, now())
    where portal_id = new.portal_id;
  else
    -- But for types that pause, which no sweep looks at.
    update watch set sweep_due_at = null where portal_id = new.portal_id and sweep_due_at is not null and paused_at is null;
    update attention set sweep_at = null, compare_at = null where portal_id = new.portal_id;
  end if;
  return null;
end
$$;
create trigger attend_new after insert on installation for each row execute function attend_installation();
create trigger attend after update of status on installation for each row
  when ((new.status in ('NEW', 'ACTIVE')) <> (old.status in ('NEW', 'ACTIVE')))
  execute function attend_installation();

-- When, and not who looked.
do $$
declare
  is_inherited constant boolean := current_setting('server_version_num')::int < 160000;
begin
  if not pg_has_role(current_user, 'spf_scheduler', case when is_inherited then 'member' else 'set' end) then
    execute format(
      'grant spf_scheduler to %I %s', current_user, case when is_inherited then '' else 'with inherit false, set true' end
    );
  end if;
  grant create on schema schedule to spf_scheduler;
  create view schedule.attention as select portal_id, sweep_begun_at, sweep_at, compare_at from public.attention;
  grant select (portal_id, sweep_begun_at, sweep_at, compare_at) on attention to spf_scheduler;
  create policy schedule on attention for select to spf_scheduler using (true);
  grant select on schedule.attention to spf_app;
  alter view schedule.attention owner to spf_scheduler;
  revoke create on schema schedule from spf_scheduler;
  if is_inherited then
    execute format('revoke spf_scheduler from %I', current_user);
  end if;
end
$$;

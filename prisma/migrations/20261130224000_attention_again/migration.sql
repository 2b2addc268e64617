-- An uninstall that keeps the settings takes a portal's row of attention away: whoever installs the app anew is looked at again.
create or replace function attend_installation() returns trigger language plpgsql as $$
begin
  if new.status in ('NEW', 'ACTIVE') then
    insert into attention (portal_id) select new.portal_id
    where exists (select from watch where portal_id = new.portal_id) on conflict do nothing;
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

-- Those that were installed anew before.
do $$
declare
  of_portal uuid;
begin
  for of_portal in select id from portal loop
    perform set_config('app.portals', of_portal::text, true);
    insert into attention (portal_id)
    select n.portal_id from installation n
    where n.portal_id = of_portal and n.status in ('NEW', 'ACTIVE')
      and exists (select from watch w where w.portal_id = of_portal)
    on conflict do nothing;
  end loop;
  perform set_config('app.portals', '', true);
end
$$;

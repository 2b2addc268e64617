-- Which rows of a portal's feed have what a search or a filter looks for: for each token a bit for each of 16,384 positions
-- (docs/decisions/036-search-and-counts-that-scale.md). Found by plain equality, which is leakproof, so that the wall may stand before it.
CREATE TABLE "search_posting" (
    "portal_id" UUID NOT NULL,
    "segment" INTEGER NOT NULL,
    "token" INTEGER NOT NULL,
    "rows" VARBIT NOT NULL,

    CONSTRAINT "search_posting_pkey" PRIMARY KEY ("portal_id","segment","token")
);

-- Up to which revision a portal's rows stand in there. Without a row: none does.
CREATE TABLE "search_progress" (
    "portal_id" UUID NOT NULL,
    "through_revision" BIGINT NOT NULL,

    CONSTRAINT "search_progress_pkey" PRIMARY KEY ("portal_id")
);
ALTER TABLE "search_posting" ADD CONSTRAINT "search_posting_portal_id_fkey" FOREIGN KEY ("portal_id") REFERENCES "portal"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "search_progress" ADD CONSTRAINT "search_progress_portal_id_fkey" FOREIGN KEY ("portal_id") REFERENCES "portal"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Two kilobytes of bits, mostly zeros: compressed, and beside their key.
alter table search_posting alter column rows set storage main;
alter table search_posting set (toast_tuple_target = 128);

do $$
declare
  walled text;
begin
  foreach walled in array array['search_posting', 'search_progress'] loop
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

-- The tokens of an item's text, or of a word that is searched for. Of alphabets: pairs of letters, each a token of its own, and threes,
-- which share 65,536; a word of more than two letters is found by its threes alone. Of Chinese, Japanese and Korean, which have very many
-- signs: signs and pairs, which share 4,096 each. Another row may have the same token: whoever finds one looks at it.
create function search_tokens(searched text, is_word boolean) returns setof integer language sql immutable parallel safe as $$
  select 12288 + (ascii(a) & 4095) from unnest(string_to_array(searched, null)) as a where ascii(a) >= 12288
  union all
  select case when greatest(ascii(a), ascii(b)) >= 12288 then 32768 + ((ascii(a) * 1031 + ascii(b)) & 4095)
              else 65536 + ascii(a) * 12288 + ascii(b) end
  from unnest(string_to_array(searched, null), (string_to_array(searched, null))[2:]) as pair (a, b)
  where a <> ' ' and b <> ' ' and (not is_word or char_length(searched) = 2 or greatest(ascii(a), ascii(b)) >= 12288)
  union all
  select 1073741824 + (((ascii(a) * 131 + ascii(b)) * 131 + ascii(c)) & 65535)
  from unnest(string_to_array(searched, null), (string_to_array(searched, null))[2:], (string_to_array(searched, null))[3:])
    as three (a, b, c)
  where a <> ' ' and b <> ' ' and c <> ' ' and greatest(ascii(a), ascii(b), ascii(c)) < 12288
$$;

-- The token of another value of an item, of 24 bits for each kind; amounts, which are as many as items, share 2,048
-- and have two each.
create function search_token(kind text, value text) returns integer language sql immutable parallel safe as $$
  select -1 - 16777216 * array_position(array['creator', 'assignee', 'category', 'stage', 'actor', 'source', 'type', 'amount'], kind)
         - (('x' || encode(substr(sha256(convert_to(value, 'UTF8')), 1, 3), 'hex'))::bit(24)::integer
            & case kind when 'amount' then 2047 else 16777215 end)
$$;

-- The look for work asks when there is something to do, across portals.
do $$
begin
  if not pg_has_role(
    current_user, 'spf_scheduler', case when current_setting('server_version_num')::int < 160000 then 'member' else 'set' end
  ) then
    execute format(
      'grant spf_scheduler to %I %s', current_user,
      case when current_setting('server_version_num')::int < 160000 then '' else 'with inherit false, set true' end
    );
  end if;
end
$$;
grant create on schema schedule to spf_scheduler;
create view schedule.search_progress as select portal_id, through_revision from public.search_progress;
grant select (portal_id, through_revision) on search_progress to spf_scheduler;
create policy schedule on public.search_progress for select to spf_scheduler using (true);
grant select on schedule.search_progress to spf_app;
alter view schedule.search_progress owner to spf_scheduler;
revoke create on schema schedule from spf_scheduler;
do $$
begin
  if current_setting('server_version_num')::int < 160000 then
    execute format('revoke spf_scheduler from %I', current_user);
  end if;
end
$$;

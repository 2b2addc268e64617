-- AlterTable
ALTER TABLE "watch" ADD COLUMN     "has_categories" BOOLEAN;

-- What has no name had its number for one. Row-level security shows the owner only the portals that are named.
select set_config('app.portals', coalesce((select string_agg(id::text, ',') from portal), ''), true);
update directory_entry set name = ''
where (kind = 'STAGE' and name = key)
   or (kind = 'USER' and name = '#' || key)
   or (kind = 'CATEGORY' and name = '#' || split_part(key, ':', 2));
select set_config('app.portals', '', true);

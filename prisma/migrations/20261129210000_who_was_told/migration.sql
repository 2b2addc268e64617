-- AlterTable
ALTER TABLE "feed_item" ADD COLUMN     "first_assigned_until" BIGINT,
ADD COLUMN     "first_stage_until" BIGINT,
ADD COLUMN     "first_title_until" BIGINT,
ADD COLUMN     "updated_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "watch" ADD COLUMN     "open_since" BIGINT;

-- Since when types that are open were opened nobody knows: from now on they are. Row-level security shows the owner only the
-- portals that are named.
select set_config('app.portals', coalesce((select string_agg(id::text, ',') from portal), ''), true);
update watch set open_since = (select head_revision from feed_head where feed_head.portal_id = watch.portal_id)
where visibility = 'PORTAL';
select set_config('app.portals', '', true);

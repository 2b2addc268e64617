-- AlterTable
ALTER TABLE "feed_item" ADD COLUMN     "amount" DECIMAL(19,4),
ADD COLUMN     "currency" TEXT,
ADD COLUMN     "first_assigned_by_id" BIGINT,
ADD COLUMN     "first_stage_id" TEXT,
ADD COLUMN     "first_title" TEXT,
ADD COLUMN     "search_text" TEXT NOT NULL DEFAULT '';

-- CreateIndex
CREATE INDEX "feed_item_portal_id_created_at_idx" ON "feed_item"("portal_id", "created_at");

-- Rows from before: nothing of them has changed as far as we know, and they are searched by their small letters until the
-- app writes them anew. Row-level security shows the owner only the portals that are named.
select set_config('app.portals', coalesce((select string_agg(id::text, ',') from portal), ''), true);
update feed_item
set first_stage_id = stage_id, first_assigned_by_id = assigned_by_id, search_text = lower(title);
select set_config('app.portals', '', true);

-- AlterTable
ALTER TABLE "feed_head" ADD COLUMN     "pruned_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "watch" ADD COLUMN     "pruned_item_id" BIGINT NOT NULL DEFAULT 0;

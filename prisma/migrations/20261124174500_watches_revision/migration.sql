-- AlterTable
ALTER TABLE "feed_head" ADD COLUMN     "watches_revision" BIGINT NOT NULL DEFAULT 0;

-- CreateEnum
CREATE TYPE "watch_pause" AS ENUM ('TYPE_GONE', 'DENIED');

-- CreateEnum
CREATE TYPE "watch_history" AS ENUM ('WEEK', 'LAST500');

-- AlterEnum
ALTER TYPE "delivery_event" ADD VALUE 'CATCH_UP';

-- AlterEnum
ALTER TYPE "delivery_outcome" ADD VALUE 'PARKED';

-- AlterTable
ALTER TABLE "event_delivery" ADD COLUMN     "attempts" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "reason" TEXT;

-- AlterTable
ALTER TABLE "feed_head" ADD COLUMN     "owner_proved_at" TIMESTAMPTZ(3),
ADD COLUMN     "types_due_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "watch" ADD COLUMN     "compared_at" TIMESTAMPTZ(3),
ADD COLUMN     "compared_item_id" BIGINT,
ADD COLUMN     "history" "watch_history",
ADD COLUMN     "paused_reason" "watch_pause",
ADD COLUMN     "sweep_due_at" TIMESTAMPTZ(3),
ADD COLUMN     "ticked_item_id" BIGINT,
ADD COLUMN     "walk_span" INTEGER;

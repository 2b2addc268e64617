-- AlterTable
ALTER TABLE "event_delivery" ADD COLUMN     "deferred_until" TIMESTAMPTZ(3);

-- The queue again, now also with when a receipt may be looked at, so that those that wait are passed over in the index.
DROP INDEX "event_delivery_unsettled_idx";
CREATE INDEX "event_delivery_unsettled_idx" ON "event_delivery"("portal_id", "received_at", "deferred_until") WHERE "settled_at" IS NULL;

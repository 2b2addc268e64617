-- AlterTable
ALTER TABLE "watch" ADD COLUMN     "renewed_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "feed_type" (
    "portal_id" UUID NOT NULL,
    "entity_type_id" BIGINT NOT NULL,
    "type_id" BIGINT NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "began_at" TIMESTAMPTZ(3),
    "made_at" TIMESTAMPTZ(3),
    "began_revision" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "feed_type_pkey" PRIMARY KEY ("portal_id","entity_type_id")
);

-- AddForeignKey
ALTER TABLE "feed_type" ADD CONSTRAINT "feed_type_portal_id_fkey" FOREIGN KEY ("portal_id") REFERENCES "portal"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The tenant wall.
ALTER TABLE "feed_type" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "feed_type" FORCE ROW LEVEL SECURITY;
CREATE POLICY portal_wall ON "feed_type" USING (portal_id = any (
  (select string_to_array(nullif(current_setting('app.portals', true), ''), ',')::uuid[])::uuid[]));

-- The receipts of types that nobody watches are few and are to stay few. Prisma knows no partial indexes.
CREATE INDEX "event_delivery_not_watched_idx" ON "event_delivery"("portal_id", "id") WHERE "outcome" = 'NOT_WATCHED';

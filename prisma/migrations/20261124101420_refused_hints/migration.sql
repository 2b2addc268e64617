-- CreateTable
CREATE TABLE "refused_hints" (
    "portal_id" UUID NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "refused_hints_pkey" PRIMARY KEY ("portal_id","hour")
);

-- AddForeignKey
ALTER TABLE "refused_hints" ADD CONSTRAINT "refused_hints_portal_id_fkey" FOREIGN KEY ("portal_id") REFERENCES "portal"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The tenant wall.
ALTER TABLE "refused_hints" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "refused_hints" FORCE ROW LEVEL SECURITY;
CREATE POLICY portal_wall ON "refused_hints" USING (portal_id = any (
  (select string_to_array(nullif(current_setting('app.portals', true), ''), ',')::uuid[])::uuid[]));

-- What a portal announced and the CRM did not confirm is counted for its admin. Prisma knows no partial indexes.
CREATE INDEX "event_delivery_not_found_idx" ON "event_delivery"("portal_id", "received_at") WHERE "outcome" = 'NOT_FOUND';

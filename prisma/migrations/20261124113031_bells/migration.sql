-- CreateTable
CREATE TABLE "bell" (
    "portal_id" UUID NOT NULL,
    "user_id" BIGINT NOT NULL,
    "entity_type_id" BIGINT NOT NULL,
    "item_id" BIGINT NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "rung_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "bell_pkey" PRIMARY KEY ("portal_id","user_id","entity_type_id","item_id")
);

-- CreateTable
CREATE TABLE "bell_cursor" (
    "portal_id" UUID NOT NULL,
    "position" BIGINT NOT NULL,

    CONSTRAINT "bell_cursor_pkey" PRIMARY KEY ("portal_id")
);

-- AddForeignKey
ALTER TABLE "bell" ADD CONSTRAINT "bell_portal_id_fkey" FOREIGN KEY ("portal_id") REFERENCES "portal"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bell_cursor" ADD CONSTRAINT "bell_cursor_portal_id_fkey" FOREIGN KEY ("portal_id") REFERENCES "portal"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What waits to be rung, and who wants the bell at all.
CREATE INDEX "bell_due_idx" ON "bell"("portal_id", "due_at") WHERE "rung_at" IS NULL;
CREATE INDEX "viewer_state_bell_idx" ON "viewer_state"("portal_id") WHERE ("preferences"->'notify'->>'bell') = 'true';

-- The tenant wall around them.
ALTER TABLE "bell" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "bell" FORCE ROW LEVEL SECURITY;
CREATE POLICY "portal_wall" ON "bell" USING ("portal_id" = any (
  (select string_to_array(nullif(current_setting('app.portals', true), ''), ',')::uuid[])::uuid[]));
ALTER TABLE "bell_cursor" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "bell_cursor" FORCE ROW LEVEL SECURITY;
CREATE POLICY "portal_wall" ON "bell_cursor" USING ("portal_id" = any (
  (select string_to_array(nullif(current_setting('app.portals', true), ''), ',')::uuid[])::uuid[]));

-- CreateEnum
CREATE TYPE "viewer_action_kind" AS ENUM ('TAKE', 'STAGE', 'COMMENT');

-- CreateEnum
CREATE TYPE "viewer_action_outcome" AS ENUM ('PENDING', 'DONE', 'REFUSED', 'UNKNOWN');

-- CreateTable
CREATE TABLE "viewer_action" (
    "portal_id" UUID NOT NULL,
    "user_id" BIGINT NOT NULL,
    "key" UUID NOT NULL,
    "kind" "viewer_action_kind" NOT NULL,
    "entity_type_id" BIGINT NOT NULL,
    "item_id" BIGINT NOT NULL,
    "request_digest" TEXT NOT NULL,
    "outcome" "viewer_action_outcome" NOT NULL DEFAULT 'PENDING',
    "reason" TEXT,
    "after_comment_id" BIGINT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "viewer_action_pkey" PRIMARY KEY ("portal_id","user_id","key")
);

-- AddForeignKey
ALTER TABLE "viewer_action" ADD CONSTRAINT "viewer_action_portal_id_fkey" FOREIGN KEY ("portal_id") REFERENCES "portal"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The tenant wall around it.
ALTER TABLE "viewer_action" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "viewer_action" FORCE ROW LEVEL SECURITY;
CREATE POLICY "portal_wall" ON "viewer_action" USING ("portal_id" = any (
  (select string_to_array(nullif(current_setting('app.portals', true), ''), ',')::uuid[])::uuid[]));

-- CreateEnum
CREATE TYPE "installation_status" AS ENUM ('NEW', 'ACTIVE', 'REAUTH_REQUIRED', 'PAYMENT_REQUIRED', 'UNINSTALLED');

-- CreateEnum
CREATE TYPE "watch_visibility" AS ENUM ('CRM', 'PORTAL');

-- CreateEnum
CREATE TYPE "delivery_event" AS ENUM ('ITEM_ADD', 'ITEM_UPDATE', 'ITEM_DELETE');

-- CreateEnum
CREATE TYPE "actor" AS ENUM ('PERSON', 'AUTOMATION', 'UNKNOWN');

-- CreateEnum
CREATE TYPE "delivery_outcome" AS ENUM ('RECEIVED', 'RECORDED', 'DUPLICATE', 'REMOVED', 'NOT_FOUND', 'NOT_WATCHED');

-- CreateEnum
CREATE TYPE "feed_item_source" AS ENUM ('EVENT', 'CATCH_UP');

-- CreateEnum
CREATE TYPE "directory_kind" AS ENUM ('USER', 'CATEGORY', 'STAGE');

-- CreateTable
CREATE TABLE "portal" (
    "id" UUID NOT NULL,
    "member_id" TEXT NOT NULL,
    "domain" TEXT NOT NULL,
    "client_endpoint" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "portal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "installation" (
    "portal_id" UUID NOT NULL,
    "status" "installation_status" NOT NULL DEFAULT 'NEW',
    "access_token_sealed" TEXT,
    "refresh_token_sealed" TEXT,
    "access_expires_at" TIMESTAMPTZ(3),
    "token_version" INTEGER NOT NULL DEFAULT 0,
    "token_user_id" BIGINT,
    "rotated_at" TIMESTAMPTZ(3),
    "refresh_lease_owner" TEXT,
    "refresh_lease_until" TIMESTAMPTZ(3),
    "application_token_digest" TEXT,
    "server_endpoint" TEXT NOT NULL,
    "scope" TEXT NOT NULL DEFAULT '',
    "license_status" TEXT NOT NULL DEFAULT '',
    "verified_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "installation_pkey" PRIMARY KEY ("portal_id")
);

-- CreateTable
CREATE TABLE "feed_head" (
    "portal_id" UUID NOT NULL,
    "head_revision" BIGINT NOT NULL DEFAULT 0,
    "lease_owner" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "lease_epoch" BIGINT NOT NULL DEFAULT 0,
    "proved_at" TIMESTAMPTZ(3),
    "retry_at" TIMESTAMPTZ(3),
    "failures" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "feed_head_pkey" PRIMARY KEY ("portal_id")
);

-- CreateTable
CREATE TABLE "watch" (
    "portal_id" UUID NOT NULL,
    "entity_type_id" BIGINT NOT NULL,
    "type_id" BIGINT,
    "title" TEXT NOT NULL,
    "visibility" "watch_visibility" NOT NULL DEFAULT 'CRM',
    "baseline_item_id" BIGINT NOT NULL,
    "checkpoint_item_id" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "swept_at" TIMESTAMPTZ(3),
    "paused_at" TIMESTAMPTZ(3),

    CONSTRAINT "watch_pkey" PRIMARY KEY ("portal_id","entity_type_id")
);

-- CreateTable
CREATE TABLE "event_delivery" (
    "portal_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "event" "delivery_event" NOT NULL,
    "entity_type_id" BIGINT NOT NULL,
    "item_id" BIGINT NOT NULL,
    "actor" "actor" NOT NULL,
    "outcome" "delivery_outcome" NOT NULL DEFAULT 'RECEIVED',
    "sent_at" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "event_delivery_pkey" PRIMARY KEY ("portal_id","id")
);

-- CreateTable
CREATE TABLE "feed_item" (
    "portal_id" UUID NOT NULL,
    "entity_type_id" BIGINT NOT NULL,
    "item_id" BIGINT NOT NULL,
    "revision" BIGINT NOT NULL,
    "position" BIGINT NOT NULL,
    "source" "feed_item_source" NOT NULL,
    "actor" "actor" NOT NULL,
    "title" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by_id" BIGINT,
    "assigned_by_id" BIGINT,
    "category_id" BIGINT,
    "stage_id" TEXT,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "feed_item_pkey" PRIMARY KEY ("portal_id","entity_type_id","item_id")
);

-- CreateTable
CREATE TABLE "directory_entry" (
    "portal_id" UUID NOT NULL,
    "kind" "directory_kind" NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "color" TEXT,
    "semantics" TEXT,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "directory_entry_pkey" PRIMARY KEY ("portal_id","kind","key")
);

-- CreateTable
CREATE TABLE "viewer_state" (
    "portal_id" UUID NOT NULL,
    "user_id" BIGINT NOT NULL,
    "seen" JSONB NOT NULL DEFAULT '{}',
    "preferences" JSONB NOT NULL DEFAULT '{}',
    "is_admin" BOOLEAN NOT NULL DEFAULT false,
    "admin_checked_at" TIMESTAMPTZ(3),

    CONSTRAINT "viewer_state_pkey" PRIMARY KEY ("portal_id","user_id")
);

-- CreateTable
CREATE TABLE "rest_call" (
    "portal_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "method" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "duration_ms" INTEGER NOT NULL,
    "operating_ms" INTEGER,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rest_call_pkey" PRIMARY KEY ("portal_id","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "portal_member_id_key" ON "portal"("member_id");

-- CreateIndex
CREATE INDEX "event_delivery_portal_id_entity_type_id_item_id_idx" ON "event_delivery"("portal_id", "entity_type_id", "item_id");

-- CreateIndex
CREATE INDEX "feed_item_portal_id_position_idx" ON "feed_item"("portal_id", "position" DESC);

-- CreateIndex
CREATE INDEX "feed_item_portal_id_entity_type_id_position_idx" ON "feed_item"("portal_id", "entity_type_id", "position" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "feed_item_portal_id_revision_key" ON "feed_item"("portal_id", "revision");

-- CreateIndex
CREATE INDEX "rest_call_portal_id_at_idx" ON "rest_call"("portal_id", "at");

-- AddForeignKey
ALTER TABLE "installation" ADD CONSTRAINT "installation_portal_id_fkey" FOREIGN KEY ("portal_id") REFERENCES "portal"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "feed_head" ADD CONSTRAINT "feed_head_portal_id_fkey" FOREIGN KEY ("portal_id") REFERENCES "portal"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "watch" ADD CONSTRAINT "watch_portal_id_fkey" FOREIGN KEY ("portal_id") REFERENCES "portal"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event_delivery" ADD CONSTRAINT "event_delivery_portal_id_fkey" FOREIGN KEY ("portal_id") REFERENCES "portal"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "feed_item" ADD CONSTRAINT "feed_item_portal_id_fkey" FOREIGN KEY ("portal_id") REFERENCES "portal"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "directory_entry" ADD CONSTRAINT "directory_entry_portal_id_fkey" FOREIGN KEY ("portal_id") REFERENCES "portal"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "viewer_state" ADD CONSTRAINT "viewer_state_portal_id_fkey" FOREIGN KEY ("portal_id") REFERENCES "portal"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rest_call" ADD CONSTRAINT "rest_call_portal_id_fkey" FOREIGN KEY ("portal_id") REFERENCES "portal"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The receipts that wait for confirmation, oldest first: the queue. Partial, which schema.prisma cannot say.
CREATE INDEX "event_delivery_unsettled_idx" ON "event_delivery"("portal_id", "received_at") WHERE "settled_at" IS NULL;

-- Which application token is believed since when, and which ones it replaced (decisions/022).
ALTER TABLE "installation" ADD COLUMN     "application_token_at" TIMESTAMPTZ(3),
ADD COLUMN     "former_token_digests" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
-- Since when an uninstall is being looked into, whether one was announced, and when it was proved (decisions/023).
ADD COLUMN     "uninstall_suspected_at" TIMESTAMPTZ(3),
ADD COLUMN     "uninstall_announced" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "uninstalled_at" TIMESTAMPTZ(3),
-- When the portal last proved that the app is there.
ADD COLUMN     "heard_at" TIMESTAMPTZ(3),
-- When a portal that declined is asked again, and how often it has been.
ADD COLUMN     "recheck_at" TIMESTAMPTZ(3),
ADD COLUMN     "rechecks" INTEGER NOT NULL DEFAULT 0;

ALTER TABLE "refused_hints" ADD COLUMN     "unproved" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "unproved_at" TIMESTAMPTZ(3);

-- Prisma knows no partial indexes: looking for what is due costs what is due.
CREATE INDEX "installation_recheck_at_idx" ON "installation"("recheck_at") WHERE "recheck_at" IS NOT NULL;
CREATE INDEX "installation_uninstall_probe_at_idx" ON "installation"("uninstall_probe_at") WHERE "uninstall_probe_at" IS NOT NULL;

-- What is broken at present is asked again as well, and what is being emptied was announced. The wall hides rows from whoever owns
-- the table, too, so all portals are named.
SELECT set_config('app.portals', coalesce((SELECT string_agg(id::text, ',') FROM "portal"), ''), true);
UPDATE "installation" SET "recheck_at" = now() WHERE "status" IN ('REAUTH_REQUIRED', 'PAYMENT_REQUIRED');
UPDATE "installation" SET "uninstall_announced" = true WHERE "uninstall_clean" IS NOT NULL OR "status" = 'UNINSTALLED';
-- Nobody has counted the silence of before.
UPDATE "installation" SET "heard_at" = now() WHERE "status" <> 'UNINSTALLED';
SELECT set_config('app.portals', '', true);

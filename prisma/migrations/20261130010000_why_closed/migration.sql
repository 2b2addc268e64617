-- Why a portal answers nobody, and since when the app cannot ask it.
ALTER TABLE "installation" ADD COLUMN     "closing" TEXT,
ADD COLUMN     "broken_at" TIMESTAMPTZ(3);

-- The wall hides rows from whoever owns the table, too, so all portals are named.
SELECT set_config('app.portals', coalesce((SELECT string_agg(id::text, ',') FROM "portal"), ''), true);
UPDATE "installation" SET "broken_at" = now() WHERE "status" IN ('REAUTH_REQUIRED', 'PAYMENT_REQUIRED');
SELECT set_config('app.portals', '', true);

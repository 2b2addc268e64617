-- AlterTable
ALTER TABLE "installation" ADD COLUMN     "license" TEXT NOT NULL DEFAULT '';

-- CreateTable
CREATE TABLE "rest_budget" (
    "portal_id" UUID NOT NULL,
    "burst" INTEGER NOT NULL,
    "per_second" DOUBLE PRECISION NOT NULL,
    "tokens" DOUBLE PRECISION NOT NULL,
    "counted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "paused_until" TIMESTAMPTZ(3),
    "strikes" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "rest_budget_pkey" PRIMARY KEY ("portal_id")
);

-- CreateTable
CREATE TABLE "rest_method" (
    "portal_id" UUID NOT NULL,
    "method" TEXT NOT NULL,
    "operating_seconds" DOUBLE PRECISION NOT NULL,
    "reset_at" TIMESTAMPTZ(3) NOT NULL,
    "blocked_until" TIMESTAMPTZ(3),

    CONSTRAINT "rest_method_pkey" PRIMARY KEY ("portal_id","method")
);

-- AddForeignKey
ALTER TABLE "rest_budget" ADD CONSTRAINT "rest_budget_portal_id_fkey" FOREIGN KEY ("portal_id") REFERENCES "portal"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rest_method" ADD CONSTRAINT "rest_method_portal_id_fkey" FOREIGN KEY ("portal_id") REFERENCES "portal"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Walled like every table of a portal: see the tenant_wall migration.
do $$
declare
  walled text;
begin
  foreach walled in array array['rest_budget', 'rest_method'] loop
    execute format('alter table %I enable row level security', walled);
    execute format('alter table %I force row level security', walled);
    execute format(
      'create policy portal_wall on %I using (portal_id = any ('
      '(select string_to_array(nullif(current_setting(''app.portals'', true), ''''), '','')::uuid[])::uuid[]))',
      walled
    );
  end loop;
end
$$;

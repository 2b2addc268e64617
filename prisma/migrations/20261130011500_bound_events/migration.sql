-- AlterTable
ALTER TABLE "installation" ADD COLUMN     "absent_events" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "binding_tries" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "bindings_due_at" TIMESTAMPTZ(3),
ADD COLUMN     "unbound_events" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[];

-- Not all portals at once.
UPDATE "installation" SET "bindings_due_at" = now() + random() * interval '1 day' WHERE "status" <> 'UNINSTALLED';

-- AlterTable
ALTER TABLE "installation" ADD COLUMN     "uninstall_clean" BOOLEAN,
ADD COLUMN     "uninstall_probe_at" TIMESTAMPTZ(3),
ADD COLUMN     "uninstall_probes" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "directory_entry" ADD COLUMN     "photo" TEXT;

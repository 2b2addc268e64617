import { type FileHandle, open, unlink } from 'node:fs/promises'
import { Writable } from 'node:stream'
import type { RowCounts } from '#lib/db/backup-format.ts'
import { writeBackup } from '#lib/db/write-backup.ts'
import { Problem } from '#lib/platform/problem.ts'
import type { Parts } from './run-program.ts'

/**
 * Writes a backup to a file of its own, which nobody else can read and which is on the disk when this resolves. One that was not completed
 * is taken away.
 * @throws Problem (one sentence) where the file is there already or cannot be written.
 */
export async function storeBackup(path: string, ownerUrl: string, parts: Parts): Promise<RowCounts> {
  const file = await create(path)
  let isWhole = false
  parts.defer(async () => {
    await file.close().catch(() => {})
    if (!isWhole) await unlink(path).catch(() => {})
  })
  const rows = await writeBackup(ownerUrl, sinkOf(file, path))
  await file.sync()
  isWhole = true
  return rows
}

async function create(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx', 0o600)
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') throw new Problem(`${path} is there already: a backup is never written over another file.`)
    throw new Problem(
      `${path} cannot be written (${code}): name a file in a directory that is there and may be written.`,
    )
  }
}

function sinkOf(file: FileHandle, path: string): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      file.writeFile(chunk).then(
        () => done(),
        (error: NodeJS.ErrnoException) =>
          done(
            new Problem(
              `${path} cannot be written (${error.code}), and the part of it was removed: make room, or name another place.`,
            ),
          ),
      )
    },
  })
}

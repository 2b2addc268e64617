import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startEmbedded } from '#lib/db/embedded.ts'
import { migrate } from '#lib/db/migrate.ts'
import { MIGRATIONS } from '#lib/db/migrate-files.ts'
import { Problem } from '#lib/platform/problem.ts'
import { diffToSchema } from './diff-to-schema.ts'
import { readCommand } from './read-command.ts'
import { runProgram } from './run-program.ts'

const { words } = readCommand(
  `
npm run db:new -- NAME

Writes prisma/migrations/<time>_NAME, which leads from the migrations to prisma/schema.prisma. NAME is of small letters, digits and
underscores.
`,
  { words: [1, 1] },
)

// `npm run db:new NAME` writes the folder that leads from the migrations to prisma/schema.prisma.
await runProgram(async (parts) => {
  const quiet = () => {}
  const [name = ''] = words
  if (!/^[a-z0-9_]+$/.test(name))
    throw new Problem('Give the migration a name of small letters, digits and underscores.')
  const dataDir = mkdtempSync(path.join(tmpdir(), 'spf-diff-'))
  parts.defer(() => rmSync(dataDir, { recursive: true, force: true }))
  const database = await startEmbedded({ dataDir, log: quiet, settings: { fsync: 'off' } })
  parts.defer(database.stop)
  await migrate(database.ownerUrl, { log: quiet })
  const sql = await diffToSchema(database.ownerUrl)
  if (sql === '') throw new Problem('The migrations already lead to prisma/schema.prisma.')
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
  const folder = path.join(MIGRATIONS, `${stamp}_${name}`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'migration.sql'), sql)
  process.stdout.write(`Wrote ${path.relative('.', folder)}/migration.sql\n`)
})

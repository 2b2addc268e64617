import { systemClock } from '#lib/platform/clock.ts'
import { Problem } from '#lib/platform/problem.ts'
import { formatTable } from './facts.ts'
import { openApp } from './open-app.ts'
import { readCommand } from './read-command.ts'
import { runProgram } from './run-program.ts'

const {
  values,
  words: [name = ''],
} = readCommand(
  `
npm run portals:purge -- PORTAL (--dry-run | --yes)

Deletes a portal to its last row, as an uninstall with "delete data" does, and proves it: prints the rows of every table before, and counts
each of them to zero. The app stays installed on the portal as far as Bitrix24 knows; who opens it there is told to install it anew.

  PORTAL      its address, member_id or id, as npm run portals:list prints them
  --dry-run   prints the rows of every table, and deletes nothing
  --yes       deletes them: there is no way back but a backup
`,
  { options: { 'dry-run': { type: 'boolean' }, yes: { type: 'boolean' } }, words: [1, 1] },
)

// `npm run portals:purge`: deletes one portal, with proof.
await runProgram(async (parts) => {
  await openApp(parts)
  const [{ findOnePortal }, { countRows }, { purgeNow }] = await Promise.all([
    import('#lib/operate/find-one-portal.ts'),
    import('#lib/operate/count-rows.ts'),
    import('#lib/operate/purge-now.ts'),
  ])
  const { portalId, domain } = await findOnePortal(name)
  const before = await countRows(portalId)
  const isDry = values['dry-run'] === true
  if (!isDry && !values.yes)
    throw new Problem(`Nothing was deleted of ${domain}: add --dry-run to see what would be, or --yes to delete it.`)
  const after = isDry ? before : await purgeNow(portalId, systemClock)
  const rows = Object.entries(before).map(([table, count]) => ({ table, before: count, after: after[table] ?? 0 }))
  process.stdout.write(formatTable(rows))
  const sum = rows.reduce((total, row) => total + row.before, 0)
  process.stdout.write(
    isDry
      ? `Would delete ${sum} rows of ${domain}.\n`
      : `Deleted ${sum} rows of ${domain}; none is left in ${rows.length} tables.\n`,
  )
})

import { systemClock } from '#lib/platform/clock.ts'
import { Problem } from '#lib/platform/problem.ts'
import { openApp } from './open-app.ts'
import { readCommand } from './read-command.ts'
import { runProgram } from './run-program.ts'

const {
  values,
  words: [name = ''],
} = readCommand(
  `
npm run portals:sweep -- PORTAL [--dry-run]

Looks at once for what nobody announced on one portal: walks each watched type to the end of the CRM's list, and confirms what waits. Ends
with 1 where the portal does not answer as to an admin, or another process has it.

  PORTAL      its address, member_id or id, as npm run portals:list prints them
  --dry-run   says which types would be walked, and asks the portal nothing
`,
  { options: { 'dry-run': { type: 'boolean' } }, words: [1, 1] },
)

// `npm run portals:sweep`: looks at once for what nobody announced.
await runProgram(async (parts) => {
  await openApp(parts)
  const [{ findOnePortal }, { listSwept }, { sweepNow }] = await Promise.all([
    import('#lib/operate/find-one-portal.ts'),
    import('#lib/operate/list-swept.ts'),
    import('#lib/operate/sweep-now.ts'),
  ])
  const { portalId, domain } = await findOnePortal(name)
  const types = await listSwept(portalId)
  if (types.length === 0) throw new Problem(`Nothing is watched on ${domain}: nothing was done.`)
  if (values['dry-run']) {
    process.stdout.write(`Would be swept on ${domain}: ${types.join(', ')}.\n`)
    return
  }
  const { outcome, changes } = await sweepNow(portalId, systemClock)
  if (outcome === 'busy')
    throw new Problem(`Another process has ${domain}, or it waits after a failure: it is swept then.`)
  if (outcome !== 'swept')
    throw new Problem(`${domain} did not answer, or not as to an admin: npm run portals:show -- ${domain} says why.`)
  process.stdout.write(`Swept ${types.length} types of ${domain}: ${changes} changes of its feed.\n`)
})

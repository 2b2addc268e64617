import { systemClock } from '#lib/platform/clock.ts'
import { formatFacts } from './facts.ts'
import { openApp } from './open-app.ts'
import { readCommand } from './read-command.ts'
import { runProgram } from './run-program.ts'

const {
  values,
  words: [name = ''],
} = readCommand(
  `
npm run portals:show -- PORTAL [--json]

Tells how the app stands on one portal: installation and life of its tokens (never a token), watches, what waits and why, times of sweeps and
comparisons, refusals, people. Reads only, and asks the portal nothing.

  PORTAL      its address, member_id or id, as npm run portals:list prints them
  --json      prints an object for programs
`,
  { options: { json: { type: 'boolean' } }, words: [1, 1] },
)

// `npm run portals:show`: everything that is known of one portal.
await runProgram(async (parts) => {
  await openApp(parts)
  const [{ findOnePortal }, { inspectPortal }] = await Promise.all([
    import('#lib/operate/find-one-portal.ts'),
    import('#lib/operate/inspect-portal.ts'),
  ])
  const told = await inspectPortal(await findOnePortal(name), systemClock())
  process.stdout.write(values.json ? `${JSON.stringify(told, null, 2)}\n` : formatFacts(told))
})

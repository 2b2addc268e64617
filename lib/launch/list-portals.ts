import { systemClock } from '#lib/platform/clock.ts'
import { formatTable } from './facts.ts'
import { openApp } from './open-app.ts'
import { readCommand } from './read-command.ts'
import { runProgram } from './run-program.ts'

const { values } = readCommand(
  `
npm run portals:list -- [--json]

Lists all portals: address, state of the app there, last event, receipts that wait and are parked, since how many seconds it is due to be
swept, and whether there is an admin's token: valid, to be refreshed, or none. Reads only.

  --json      prints an array for programs
`,
  { options: { json: { type: 'boolean' } }, words: [0, 0] },
)

// `npm run portals:list`: how all portals stand, a line each.
await runProgram(async (parts) => {
  await openApp(parts)
  const { listAllPortals } = await import('#lib/operate/list-all-portals.ts')
  const portals = await listAllPortals(systemClock())
  if (values.json) process.stdout.write(`${JSON.stringify(portals, null, 2)}\n`)
  else process.stdout.write(portals.length > 0 ? formatTable(portals) : 'No portal has the app yet.\n')
})

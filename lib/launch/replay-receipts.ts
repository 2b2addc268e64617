import { openApp } from './open-app.ts'
import { readCommand } from './read-command.ts'
import { runProgram } from './run-program.ts'

const { values, words } = readCommand(
  `
npm run receipts:replay -- [PORTAL] [--dry-run]

Puts what is parked or waits for a later try back into the queue, of one portal or of all. A running app tries it; the embedded
PostgreSQL serves one program at a time, so stop the app first there.

  PORTAL      its address, member_id or id, as npm run portals:list prints them
  --dry-run   counts what would be put back, without doing it
`,
  { options: { 'dry-run': { type: 'boolean' } }, words: [0, 1] },
)

// `npm run receipts:replay`: the app tries again what waits; on the embedded PostgreSQL, when it is started again.
await runProgram(async (parts) => {
  await openApp(parts)
  const [{ replayEverywhere }, { findOnePortal }] = await Promise.all([
    import('#lib/operate/replay-everywhere.ts'),
    import('#lib/operate/find-one-portal.ts'),
  ])
  const isDry = values['dry-run'] === true
  const [name] = words
  const portal = name === undefined ? null : await findOnePortal(name)
  const replayed = await replayEverywhere(portal, { isDry })
  process.stdout.write(`${isDry ? 'Would be put' : 'Put'} back into the queue: ${replayed} receipts.\n`)
})

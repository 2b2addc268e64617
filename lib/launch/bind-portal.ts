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
npm run portals:bind -- PORTAL [--dry-run]

Has the events of one portal bound to this app's address anew, and stale bindings of the app taken away, with the token that the app keeps of
its admin.

  PORTAL      its address, member_id or id, as npm run portals:list prints them
  --dry-run   says what is known to be unbound and where events would be bound to, and asks the portal nothing
`,
  { options: { 'dry-run': { type: 'boolean' } }, words: [1, 1] },
)

// `npm run portals:bind`: the events of one portal, anew.
await runProgram(async (parts) => {
  await openApp(parts)
  const [{ findOnePortal }, { bindNow }, { eventHandler }, { readBoundEvents }] = await Promise.all([
    import('#lib/operate/find-one-portal.ts'),
    import('#lib/operate/bind-now.ts'),
    import('#lib/installations/bind-events.ts'),
    import('#lib/installations/read-bound-events.ts'),
  ])
  const { portalId, domain } = await findOnePortal(name)
  const list = (events: readonly string[]) => events.join(', ') || 'none'
  if (values['dry-run']) {
    const { unbound } = await readBoundEvents(portalId)
    process.stdout.write(
      `Would bind the events of ${domain} to ${eventHandler()}; known to be unbound: ${list(unbound)}.\n`,
    )
    return
  }
  const { absent, unbound } = await bindNow(portalId, systemClock)
  if (unbound.length > 0) throw new Problem(`${domain} would not bind ${list(unbound)}: run this again later.`)
  process.stdout.write(`Bound the events of ${domain} to ${eventHandler()}; it does not have: ${list(absent)}.\n`)
})

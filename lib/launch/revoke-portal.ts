import { systemClock } from '#lib/platform/clock.ts'
import { openApp } from './open-app.ts'
import { readCommand } from './read-command.ts'
import { runProgram } from './run-program.ts'

const {
  values,
  words: [name = ''],
} = readCommand(
  `
npm run portals:revoke -- PORTAL [--dry-run]

Forgets the tokens that the app keeps of one portal: it asks the portal nothing until an admin of it opens the app. Events are still taken,
and wait. Sessions of people are stored nowhere: they end within 15 minutes, or for all portals at once with a new SESSION_SECRET.

  PORTAL      its address, member_id or id, as npm run portals:list prints them
  --dry-run   says whether there are tokens, and forgets none
`,
  { options: { 'dry-run': { type: 'boolean' } }, words: [1, 1] },
)

// `npm run portals:revoke`: the app no longer has a way to ask this portal.
await runProgram(async (parts) => {
  await openApp(parts)
  const [{ findOnePortal }, { logOperation }, { revokeTokens }] = await Promise.all([
    import('#lib/operate/find-one-portal.ts'),
    import('#lib/operate/log-operation.ts'),
    import('#lib/tokens/revoke-tokens.ts'),
  ])
  const { portalId, domain } = await findOnePortal(name)
  const isDry = values['dry-run'] === true
  await revokeTokens(portalId, systemClock(), { isDry })
  if (!isDry) logOperation('portals:revoke', portalId, { tokens: true })
  process.stdout.write(
    isDry
      ? `The tokens of ${domain} would be forgotten.\n`
      : `The tokens of ${domain} are forgotten: an admin of it has to open the app.\n`,
  )
})

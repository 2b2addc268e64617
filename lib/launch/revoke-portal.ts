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

Forgets the tokens that the app keeps of one portal, and ends the sessions of its people: it asks the portal nothing until an admin of it
opens the app. Events are still taken, and wait. Open pages get a new session where the portal still vouches for them.

  PORTAL      its address, member_id or id, as npm run portals:list prints them
  --dry-run   says whether there are tokens, forgets none and ends no session
`,
  { options: { 'dry-run': { type: 'boolean' } }, words: [1, 1] },
)

// `npm run portals:revoke`: the app no longer has a way to ask this portal.
await runProgram(async (parts) => {
  await openApp(parts)
  const [{ findOnePortal }, { logOperation }, { revokeTokens }, { revokeSessions }] = await Promise.all([
    import('#lib/operate/find-one-portal.ts'),
    import('#lib/operate/log-operation.ts'),
    import('#lib/tokens/revoke-tokens.ts'),
    import('#lib/sessions/revoke-sessions.ts'),
  ])
  const { portalId, domain } = await findOnePortal(name)
  const isDry = values['dry-run'] === true
  const hasTokens = await revokeTokens(portalId, systemClock(), { isDry })
  const tokens = hasTokens ? 'The tokens' : 'The app has no tokens'
  if (isDry) {
    const fate = hasTokens ? 'would be forgotten, and the sessions ended' : 'to forget; the sessions would be ended'
    process.stdout.write(`${tokens} of ${domain} ${fate}.\n`)
    return
  }
  await revokeSessions(portalId, systemClock())
  logOperation('portals:revoke', portalId, { tokens: hasTokens, sessions: true })
  const fate = hasTokens ? 'are forgotten' : 'to forget'
  process.stdout.write(`${tokens} of ${domain} ${fate}, and the sessions ended: an admin of it has to open the app.\n`)
})

import { Problem } from '#lib/platform/problem.ts'
import { openApp } from './open-app.ts'
import { readCommand } from './read-command.ts'
import { runProgram } from './run-program.ts'

const { values } = readCommand(
  `
npm run keys:rotate -- [--dry-run]

Seals every stored token under the first key of ENCRYPTION_KEYS, so that the older ones may be taken out. The app may run meanwhile,
but not on the embedded PostgreSQL.

  --dry-run   opens each token and counts what is under an older key, without sealing anything
`,
  { options: { 'dry-run': { type: 'boolean' } } },
)

// `npm run keys:rotate`: seals the stored tokens under the first key of ENCRYPTION_KEYS.
await runProgram(async (parts) => {
  await openApp(parts)
  const { rotateKeys } = await import('#lib/tokens/rotate-keys.ts')
  const isDry = values['dry-run'] === true
  const { rotated, left } = await rotateKeys({ isDry })
  process.stdout.write(`${isDry ? 'Would be sealed' : 'Sealed'} anew: ${rotated} portals.\n`)
  if (left > 0) throw new Problem(`${left} portals were being refreshed: run this again.`)
  if (isDry && rotated > 0) return
  process.stdout.write('No token is under an older key: the older keys may be taken out of ENCRYPTION_KEYS.\n')
})

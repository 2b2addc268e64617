import { randomBytes } from 'node:crypto'
import { readCommand } from '#lib/launch/read-command.ts'
import { SimulatorClient } from './simulator-client.ts'
import { startSimulator } from './start-simulator.ts'

readCommand(`
npm run portal

Starts the portal simulator alone, and says in one line of JSON where everything is. Variables: B24_CLIENT_ID, B24_CLIENT_SECRET,
APP_URL, SIMULATOR_OAUTH_PORT, SIMULATOR_CONTROL_PORT, SIMULATOR_PORTAL_PORT, SIMULATOR_STATE (a file to go on from).
`)

/** The portal simulator as a program (npm run portal): one line of JSON on stdout says where everything is. */

// The page's TypeScript is stripped by a Node function that still warns; nothing else is silenced.
process.removeAllListeners('warning')
process.on('warning', (warning) => {
  if (warning.name !== 'ExperimentalWarning') process.stderr.write(`${warning.name}: ${warning.message}\n`)
})

const env = process.env
const port = (name: string): number => Number(env[name] ?? 0)

try {
  const simulator = await startSimulator({
    clientId: env.B24_CLIENT_ID ?? 'app.demo.1',
    clientSecret: env.B24_CLIENT_SECRET ?? randomBytes(24).toString('hex'),
    appUrl: env.APP_URL ?? 'http://127.0.0.1:3000',
    oauthPort: port('SIMULATOR_OAUTH_PORT'),
    controlPort: port('SIMULATOR_CONTROL_PORT'),
    ...(env.SIMULATOR_STATE ? { stateFile: env.SIMULATOR_STATE } : {}),
  })
  const client = new SimulatorClient(simulator.controlUrl)
  if ((await client.portals()).length === 0) await client.createPortal({ port: port('SIMULATOR_PORTAL_PORT') })

  let closing = false
  const close = () => {
    if (closing) return
    closing = true
    void simulator.close().finally(() => process.exit(0))
  }
  process.on('SIGTERM', close)
  process.on('SIGINT', close)
  // A parent that dies takes its simulator along.
  if (process.send) process.on('disconnect', close)

  const portals = (await client.portals()).map(({ memberId, origin }) => ({ memberId, origin }))
  const line = { oauthUrl: simulator.oauthUrl, controlUrl: simulator.controlUrl, portals }
  process.stdout.write(`${JSON.stringify(line)}\n`)
  if (process.stdout.isTTY) process.stdout.write(`The portal is at ${portals[0]?.origin}\n`)
} catch (error) {
  process.stderr.write(`The portal simulator did not start: ${error instanceof Error ? error.message : error}\n`)
  process.exit(1)
}

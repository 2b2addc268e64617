import { openSync } from 'node:fs'
import path from 'node:path'
import { checkWall } from '#lib/db/check-wall.ts'
import { AlreadyRunning } from '#lib/db/embedded.ts'
import { prepareDatabase } from '#lib/db/prepare-database.ts'
import { parseDatabaseEnv } from '#lib/platform/parse-env.ts'
import { prepareDataDir } from '#lib/platform/prepare-data-dir.ts'
import { Problem } from '#lib/platform/problem.ts'
import { acquireProcessLock } from '#lib/platform/process-lock.ts'
import { buildApp, isBuildCurrent } from './build-app.ts'
import { checkEnvironment } from './check-environment.ts'
import { choosePorts } from './choose-ports.ts'
import { storeDemoSecrets } from './demo-secrets.ts'
import { openDatabase } from './open-database.ts'
import type { Parts } from './run-program.ts'
import { showPretty } from './show-pretty.ts'
import { startNext } from './start-next.ts'
import { startPortal } from './start-portal.ts'
import { untilAnswers } from './until-answers.ts'

const HOST = '127.0.0.1'
/** What the demo decides for its operator. */
const DEMO = { APP_MODE: 'demo', B24_ALLOW_PRIVATE_PORTALS: '1', DRAIN_SECONDS: '0' }
/** Who closes the portal, or drops events, sees soon what comes of it. */
const DEMO_SWEEP_SECONDS = '20'

/**
 * The whole product on one machine: database, app, and a simulated portal with sample data. Everything it keeps is under DATA_DIR.
 * @param command 'start' serves the production build (made when the sources have changed), 'dev' reloads while one edits.
 */
export async function runDemo(command: 'start' | 'dev', parts: Parts): Promise<void> {
  const say = (line: string) => void process.stdout.write(`${line}\n`)
  const read = parseDatabaseEnv(process.env)
  if ('problems' in read) throw new Problem(read.problems.join('\n'))
  const { dataDir } = read.env
  prepareDataDir(dataDir)
  const lock = await acquireProcessLock(path.join(dataDir, 'demo.lock'), { say })
  if ('heldBy' in lock) throw new AlreadyRunning(dataDir, lock.heldBy)
  parts.defer(lock.release)
  // What the app would not start with is told before a minute of building.
  const later = { APP_URL: `http://${HOST}`, HOST, PORT: '', B24_OAUTH_SERVERS: '' }
  checkEnvironment({ ...process.env, ...storeDemoSecrets(dataDir), ...DEMO, ...later }, say)
  const logFile = (name: string) => openSync(path.join(dataDir, name), 'w', 0o600)
  const explain = (name: string) => (error: Error) => {
    throw new Problem(`${error.message} Its output is in ${path.join(dataDir, name)}.`)
  }

  if (command === 'start' && !isBuildCurrent()) {
    say('Building the app (the first time takes about a minute) …')
    await buildApp(parts, logFile('build.log')).catch(explain('build.log'))
  }
  say('Opening the database …')
  const database = await openDatabase(read.env, parts, () => {})
  await prepareDatabase(database.ownerUrl, { log: say, role: read.env.databaseRole })
  await checkWall(database.url)

  say('Starting the portal simulator …')
  const ports = await choosePorts({ dataDir, predecessorKilled: lock.takenOver })
  const shared = { ...storeDemoSecrets(dataDir), APP_URL: `http://${HOST}:${ports.app}` }
  const portal = await startPortal({
    env: {
      ...shared,
      SIMULATOR_OAUTH_PORT: String(ports.oauth),
      SIMULATOR_CONTROL_PORT: String(ports.control),
      SIMULATOR_PORTAL_PORT: String(ports.portal),
      SIMULATOR_STATE: path.join(dataDir, 'simulator.json'),
    },
    errors: logFile('portal.log'),
  }).catch(explain('portal.log'))
  parts.defer(portal.child.stop)

  say('Starting the app …')
  const app = startNext({
    command,
    port: ports.app,
    host: HOST,
    env: {
      SWEEP_INTERVAL_SECONDS: process.env.SWEEP_INTERVAL_SECONDS ?? DEMO_SWEEP_SECONDS,
      ...{ ...shared, ...DEMO },
      DATABASE_URL: database.url,
      B24_OAUTH_SERVERS: portal.addresses.oauthUrl,
    },
    output: command === 'dev' ? 'pipe' : logFile('app.log'),
  })
  parts.defer(app.stop)
  if (app.stdout) await showPretty(app.stdout)
  await untilAnswers(`${shared.APP_URL}/api/ready`, app).catch(explain('app.log'))

  say(`\nOpen this address:  ${portal.addresses.portals[0]?.origin}/marketplace/app/1/\n\nCtrl-C stops everything.`)
  const first = await Promise.race([
    app.ended.then((reason) => `The app ended by itself (${reason}).`),
    portal.child.ended.then((reason) => `The portal simulator ended by itself (${reason}).`),
  ])
  throw new Problem(first)
}

import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { checkWall } from '#lib/db/check-wall.ts'
import { startEmbedded } from '#lib/db/embedded.ts'
import { PrismaClient } from '#lib/db/generated/client.ts'
import { prepareDatabase } from '#lib/db/prepare-database.ts'
import { buildApp, isBuildCurrent } from '#lib/launch/build-app.ts'
import { openDatabase } from '#lib/launch/open-database.ts'
import { type Parts, runProgram } from '#lib/launch/run-program.ts'
import { startPortal } from '#lib/launch/start-portal.ts'
import { findFreePort, probePortFree } from '#lib/platform/ports.ts'
import { Problem } from '#lib/platform/problem.ts'
import { SimulatorClient } from '../../simulator/simulator-client.ts'
import { startApp } from '../support/start-app.ts'
import { testEnv } from '../support/test-env.ts'
import { send } from './http.ts'
import { installPortal, WATCHED } from './install-portal.ts'

// `node tests/load/pooler.ts`: the app behind PgBouncer with the settings that Debian ships (apt-get install pgbouncer), in session and in
// transaction mode: whether it starts, and what becomes of events. Ends with 1 where an event is missing or transaction mode is taken.
const EVENTS = 100
const CONFIG = '/etc/pgbouncer/pgbouncer.ini'
const quiet = () => {}

await runProgram(async (parts) => {
  const program = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer'].find((file) => existsSync(file))
  if (!program || !existsSync(CONFIG)) throw new Problem('PgBouncer is not installed here: apt-get install pgbouncer.')
  const dataDir = mkdtempSync(path.join(tmpdir(), 'spf-pooler-'))
  parts.defer(() => rmSync(dataDir, { recursive: true, force: true }))
  const embedded = await startEmbedded({ dataDir, log: quiet })
  parts.defer(embedded.stop)

  const transaction = await startPooler(parts, { program, to: embedded.url, mode: 'transaction' })
  const refused = await tryStart(transaction, parts)
  process.stdout.write(`transaction mode: ${refused ?? 'is taken, although the app cannot use it'}\n`)

  const session = await startPooler(parts, { program, to: embedded.url, mode: null })
  const problem = await tryStart(session, parts)
  if (problem !== null) throw new Problem(`session mode: ${problem}`)
  process.stdout.write('session mode: the start goes through\n')
  if (!isBuildCurrent()) await buildApp(parts, 2)
  const missing = await takeEventsIn(parts, session, embedded.url)
  process.stdout.write(`session mode, as Debian ships it: ${EVENTS} events, ${missing} missing in the feed\n`)
  if (missing > 0 || refused === null) process.exitCode = 1
})

/** @returns the sentence that the start would end with. */
async function tryStart(databaseUrl: string, parts: Parts): Promise<string | null> {
  try {
    const { url, ownerUrl } = await openDatabase({ databaseUrl, migrationUrl: null, dataDir: '' }, parts, quiet)
    await prepareDatabase(ownerUrl, { log: quiet })
    await checkWall(url)
    return null
  } catch (error) {
    if (error instanceof Problem) return error.message
    throw error
  }
}

/** Debian's own settings, but for where it listens and what it leads to. @returns the address through it. */
async function startPooler(
  parts: Parts,
  { program, to, mode }: { program: string; to: string; mode: 'transaction' | null },
): Promise<string> {
  const url = new URL(to)
  const port = await findFreePort()
  const folder = mkdtempSync(path.join(tmpdir(), 'spf-pgbouncer-'))
  parts.defer(() => rmSync(folder, { recursive: true, force: true }))
  const file = (name: string) => path.join(folder, name)
  const changed: Record<string, string> = {
    ...{ logfile: file('log'), pidfile: file('pid'), unix_socket_dir: '', auth_file: file('users') },
    ...{ listen_addr: '127.0.0.1', listen_port: String(port), ...(mode && { pool_mode: mode }) },
  }
  const settings = readFileSync(CONFIG, 'utf8')
    .split('\n')
    .filter((line) => !Object.keys(changed).some((name) => line.startsWith(`${name} `)))
  const own = Object.entries(changed).map(([name, value]) => `${name} = ${value}`)
  const database = `${url.pathname.slice(1)} = host=${url.hostname} port=${url.port}`
  const text = settings
    .join('\n')
    .replace('[databases]', `[databases]\n${database}`)
    .replace('[pgbouncer]', `[pgbouncer]\n${own.join('\n')}`)
  writeFileSync(file('ini'), text)
  writeFileSync(file('users'), `"${url.username}" "${url.password}"\n`)
  // It refuses to be root.
  const [uid, gid] =
    process.getuid?.() === 0 ? ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'postgres']))) : []
  if (uid !== undefined && gid !== undefined) {
    chmodSync(folder, 0o700)
    for (const name of ['', 'ini', 'users']) chownSync(file(name), uid, gid)
  }
  const child = spawn(program, [file('ini')], {
    stdio: 'ignore',
    ...(uid !== undefined && gid !== undefined && { uid, gid }),
  })
  parts.defer(() => void child.kill('SIGKILL'))
  for (let tries = 0; await probePortFree(port); tries += 1) {
    if (tries > 100 || child.exitCode !== null)
      throw new Problem(`PgBouncer did not start:\n${readFileSync(file('log'), 'utf8')}`)
    await sleep(50)
  }
  return Object.assign(new URL(to), { port: String(port) }).href
}

/** @returns how many items of the events are missing in the feed in the end. */
async function takeEventsIn(parts: Parts, databaseUrl: string, directUrl: string): Promise<number> {
  const port = await findFreePort()
  const appUrl = `http://127.0.0.1:${port}`
  const env = { ...testEnv(), APP_URL: appUrl, TRUSTED_PROXIES: '127.0.0.1', METRICS_TOKEN: 'x'.repeat(16) }
  const portal = await startPortal({ env, errors: 'inherit' })
  parts.defer(portal.child.stop)
  const app = await startApp({ databaseUrl, oauthServers: portal.addresses.oauthUrl, env, port })
  parts.defer(async () => void (await app.stop()))
  const db = new PrismaClient({ adapter: new PrismaPg({ connectionString: directUrl, max: 1 }) })
  parts.defer(() => db.$disconnect())
  const simulator = new SimulatorClient(portal.addresses.controlUrl)
  const bench = { parts, appUrl, appPid: app.pid, oauthUrl: '', simulator, db, env: {}, metricsToken: '' }
  const installed = await installPortal(bench)
  const ids = await simulator.createItems(installed.memberId, { entityTypeId: WATCHED, count: EVENTS, announce: false })
  await Promise.all(ids.map((id) => send(`${appUrl}/api/bitrix24/events`, installed.itemAdded(WATCHED, id))))
  const client = new pg.Client({ connectionString: directUrl })
  await client.connect()
  parts.defer(() => client.end())
  await client.query(`select set_config('app.portals', $1, false)`, [installed.id])
  for (let tries = 0; ; tries += 1) {
    const { rows } = await client.query<{ count: number }>(
      'select count(*)::int as count from feed_item where item_id = any ($1)',
      [ids],
    )
    const missing = EVENTS - (rows[0]?.count ?? 0)
    if (missing === 0 || tries === 60) return missing
    await sleep(500)
  }
}

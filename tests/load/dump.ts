import { execFileSync } from 'node:child_process'
import { chownSync, existsSync, globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { checkWall } from '#lib/db/check-wall.ts'
import { prepareDatabase } from '#lib/db/prepare-database.ts'
import { refuseCopy } from '#lib/db/refuse-copy.ts'
import { type Parts, runProgram } from '#lib/launch/run-program.ts'
import { findFreePort } from '#lib/platform/ports.ts'
import { Problem } from '#lib/platform/problem.ts'

// `node tests/load/dump.ts`: the lines of docs/operate.md for pg_dump and pg_restore, with the PostgreSQL of this machine
// (apt-get install postgresql): two servers, a dump by the owner, a restore by the superuser. Ends with 1 where a row or a right is missing.
const PORTALS = 50
const quiet = () => {}

await runProgram(async (parts) => {
  const [bin] = globSync('/usr/lib/postgresql/*/bin').toSorted().toReversed()
  if (!bin || !existsSync(path.join(bin, 'initdb')) || !existsSync(path.join(bin, 'pg_dump')))
    throw new Problem('There is no PostgreSQL with pg_dump on this machine: apt-get install postgresql.')
  const [from, to] = [startServer(parts, bin, await findFreePort()), startServer(parts, bin, await findFreePort())]
  await ask(from('postgres', 'postgres'), 'create role feed login createrole', 'create database feed owner feed')
  await prepareDatabase(from('feed', 'feed'), { log: quiet })
  await ask(
    from('feed', 'feed'),
    `insert into portal (id, member_id, domain, client_endpoint) select gen_random_uuid(), n, n, n from generate_series(1, ${PORTALS}) n`,
    `select set_config('app.portals', string_agg(id::text, ','), false) from portal`,
    'insert into feed_head (portal_id) select id from portal',
  )

  const file = path.join(mkdtempSync(path.join(tmpdir(), 'spf-dump-')), 'feed.dump')
  parts.defer(() => rmSync(path.dirname(file), { recursive: true, force: true }))
  execFileSync(path.join(bin, 'pg_dump'), [
    '--enable-row-security',
    '--format=custom',
    `--file=${file}`,
    from('feed', 'feed'),
  ])
  await ask(
    to('postgres', 'postgres'),
    'create role feed login createrole',
    'create database feed owner feed',
    'create role spf_app_feed nologin',
    'create role spf_scheduler_feed nologin',
    'grant spf_app_feed to feed',
  )
  execFileSync(path.join(bin, 'pg_restore'), [
    '--single-transaction',
    '--exit-on-error',
    `--dbname=${to('postgres', 'feed')}`,
    file,
  ])

  await prepareDatabase(to('feed', 'feed'), { log: quiet })
  await checkWall(to('feed', 'feed'))
  const [rows] = await ask<{ heads: number }>(
    to('feed', 'feed'),
    `set app.backup = 'on'`,
    'select count(*)::int as heads from feed_head',
  )
  const sentence = await refuseCopy(to('feed', 'feed')).then(
    () => 'the copy starts',
    (error: Error) => error.message,
  )
  process.stdout.write(`rows dumped: ${PORTALS}, restored: ${rows?.heads}\nat the start: ${sentence}\n`)
  if (rows?.heads !== PORTALS || sentence === 'the copy starts') process.exitCode = 1
})

/** @returns the address of a database of it for a login. */
function startServer(parts: Parts, bin: string, port: number): (login: string, database: string) => string {
  const folder = mkdtempSync(path.join(tmpdir(), 'spf-server-'))
  parts.defer(() => rmSync(folder, { recursive: true, force: true }))
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres']))
  // PostgreSQL refuses to be root.
  const identity = process.getuid?.() === 0 ? { uid: id('-u'), gid: id('-g') } : {}
  if (identity.uid !== undefined) chownSync(folder, identity.uid, identity.gid)
  const data = path.join(folder, 'data')
  const run = (name: string, ...args: string[]) =>
    execFileSync(path.join(bin, name), args, { ...identity, cwd: '/', stdio: ['ignore', 'ignore', 'inherit'] })
  run('initdb', `--pgdata=${data}`, '--username=postgres', '--auth=trust')
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=`
  run('pg_ctl', 'start', '--wait', `--pgdata=${data}`, `--log=${path.join(folder, 'log')}`, `--options=${settings}`)
  parts.defer(() => void run('pg_ctl', 'stop', '--mode=fast', '--wait', `--pgdata=${data}`))
  return (login, database) => `postgresql://${login}@127.0.0.1:${port}/${database}`
}

/** @returns the rows of the last statement. */
async function ask<Row extends pg.QueryResultRow>(connectionString: string, ...texts: string[]): Promise<Row[]> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    let rows: Row[] = []
    for (const text of texts) rows = (await client.query<Row>(text)).rows
    return rows
  } finally {
    await client.end()
  }
}

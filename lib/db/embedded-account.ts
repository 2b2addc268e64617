import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync } from 'node:fs'
import path from 'node:path'

/** As whom, and from where, the programs of PostgreSQL run: they refuse to run as root. */
export type Account = {
  /** The directory that holds all of the database. */
  home: string
  /** Owner of every file below `home`; null when that is simply whoever runs us. */
  owner: { uid: number; gid: number } | null
  /** Runs a program to its end. */
  run(program: 'initdb' | 'pg_ctl', args: string[]): { ok: boolean; output: string }
  /** Starts the server in a session of its own, so that Ctrl-C does not end it before the app has drained. */
  start(args: string[], stdio: SpawnOptions['stdio']): ChildProcess
}

/** The id of `nobody` in the namespace where root plays somebody else. */
const NOBODY = 65_534

/**
 * Finds a way that works here. For root: another account where it can reach the files, else a user namespace, else copies of
 * binaries and data under /var/lib.
 */
export function chooseAccount(options: { dataDir: string; binaries: string; log: (line: string) => void }): Account {
  const { dataDir, binaries, log } = options
  const home = path.join(dataDir, 'postgres')
  if (process.getuid?.() !== 0) return account({ home, binaries, owner: null, wrap: [] })

  const other = findOtherUser()
  const reaches = spawnSync('test', ['-x', dataDir], { ...other, cwd: '/' }).status === 0
  if (reaches && runs([], binaries, other)) return account({ home, binaries, owner: other, wrap: [] })

  const wrap = ['unshare', '--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, '--']
  // Outside the namespace the files keep belonging to root.
  if (runs(wrap, binaries, {})) return account({ home, binaries, owner: { uid: 0, gid: 0 }, wrap })

  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 12)
  const copy = `/var/lib/smart-process-feed-${name}`
  if (!existsSync(path.join(copy, 'native/bin/postgres'))) {
    cpSync(binaries, path.join(copy, 'native'), { recursive: true, verbatimSymlinks: true })
  }
  log(`PostgreSQL may not run as root and nobody else can read ${dataDir}, so the database is kept in ${copy}.`)
  return account({ home: path.join(copy, 'postgres'), binaries: path.join(copy, 'native'), owner: other, wrap: [] })
}

function account(from: { home: string; binaries: string; owner: Account['owner']; wrap: string[] }): Account {
  const { home, binaries, owner, wrap } = from
  const identity = owner && wrap.length === 0 ? owner : {}
  const program = (name: string) => path.join(binaries, 'bin', name)
  return {
    home,
    owner,
    run(name, args) {
      const [command = '', ...rest] = [...wrap, program(name), ...args]
      const { status, stdout, stderr } = spawnSync(command, rest, { ...identity, cwd: '/', encoding: 'utf8' })
      return { ok: status === 0, output: `${stdout}${stderr}`.trim() }
    },
    start(args, stdio) {
      const [command = '', ...rest] = [...wrap, ...diesWithParent(), program('postgres'), ...args]
      return spawn(command, rest, { ...identity, cwd: '/', stdio, detached: true })
    },
  }
}

/** Lets the kernel stop the server (SIGINT: a fast, clean shutdown) when this process is killed. Linux only. */
function diesWithParent(): string[] {
  const prefix = ['setpriv', '--pdeathsig', 'INT', '--']
  return spawnSync('setpriv', [...prefix.slice(1), 'setpriv', '--version']).status === 0 ? prefix : []
}

function runs(wrap: string[], binaries: string, identity: SpawnOptions): boolean {
  const [command = '', ...rest] = [...wrap, path.join(binaries, 'bin/postgres'), '--version']
  return spawnSync(command, rest, { uid: identity.uid, gid: identity.gid, cwd: '/' }).status === 0
}

function findOtherUser(): { uid: number; gid: number } {
  for (const name of ['postgres', 'nobody']) {
    const id = (flag: string) => Number(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout.trim() || Number.NaN)
    const [uid, gid] = [id('-u'), id('-g')]
    if (uid > 0 && gid > 0) return { uid, gid }
  }
  return { uid: NOBODY, gid: NOBODY }
}

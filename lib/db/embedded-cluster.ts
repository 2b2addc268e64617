import { randomBytes } from 'node:crypto'
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { Problem } from '#lib/platform/problem.ts'
import type { Account } from './embedded-account.ts'

/** One initialised data directory of PostgreSQL. */
export type Cluster = {
  directory: string
  /** Of the superuser `postgres`. */
  password: string
  logFile: string
}

/**
 * Returns the data directory of `account`, initialised on first use. A first use that was interrupted starts over.
 * @throws Problem with the output of initdb when it fails.
 */
export function createCluster(account: Account): Cluster {
  const { home, owner } = account
  mkdirSync(home, { recursive: true, mode: 0o700 })
  if (owner) giveTo(home, owner)
  const directory = path.join(home, 'data')
  const passwordFile = path.join(home, 'password')
  if (!existsSync(directory)) {
    const draft = path.join(home, 'data.new')
    rmSync(draft, { recursive: true, force: true })
    writeFileSync(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 })
    if (owner) giveTo(passwordFile, owner)
    const { ok, output } = account.run('initdb', [
      `--pgdata=${draft}`,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // The same order and the same upper and lower case on every machine, whatever locales it has.
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
    ])
    if (!ok) throw new Problem(`PostgreSQL could not create its data directory ${directory}:\n${output}`)
    renameSync(draft, directory)
  }
  return { directory, password: readFileSync(passwordFile, 'utf8'), logFile: path.join(home, 'server.log') }
}

/** Somebody else may have started it last time: root after a user, or root below a directory that has become private. */
function giveTo(file: string, owner: { uid: number; gid: number }): void {
  const status = statSync(file)
  if (status.uid === owner.uid && status.gid === owner.gid) return
  chownSync(file, owner.uid, owner.gid)
  if (!status.isDirectory()) return
  for (const entry of readdirSync(file)) giveTo(path.join(file, entry), owner)
}

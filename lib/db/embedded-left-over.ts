import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { commandOf, isPidRunning } from '#lib/platform/live-process.ts'
import type { Account } from './embedded-account.ts'
import type { Cluster } from './embedded-cluster.ts'

/** Beyond what any system gives to a process. */
const NOBODYS_PID = 2 ** 30

/**
 * Clears the way for a new server: stops one that outlived the process which started it, and lets nothing else be taken for one.
 * PostgreSQL, like `pg_ctl status`, believes any pid that exists: one that has ended and was not waited for, and one that is another
 * program's by now, which `pg_ctl stop` would end. For whoever holds the lock of the data directory.
 */
export function stopLeftOver(account: Account, { directory }: Cluster): void {
  const file = path.join(directory, 'postmaster.pid')
  if (!existsSync(file)) return
  const [first = '', ...rest] = readFileSync(file, 'utf8').split('\n')
  const pid = Number(first)
  // Not written to its end before the machine stopped: PostgreSQL would refuse it for ever.
  if (!Number.isSafeInteger(pid) || pid <= 0) rmSync(file)
  else if (isServerOf(directory, pid)) stop(account, directory)
  // The rest of it names the shared memory that processes of a killed server may still use, and PostgreSQL looks at that.
  else if (exists(pid)) writeFileSync(file, [NOBODYS_PID, ...rest].join('\n'))
}

function stop(account: Account, directory: string): void {
  if (!account.run('pg_ctl', ['status', `--pgdata=${directory}`]).ok) return
  account.run('pg_ctl', ['stop', `--pgdata=${directory}`, '--mode=fast', '--wait', '--timeout=30'])
}

/** As PostgreSQL looks: also what has ended and was not waited for. */
function exists(pid: number): boolean {
  return isPidRunning(pid) || existsSync(`/proc/${pid}`)
}

/** Where the system does not tell what a process runs, it is believed to be the server, as PostgreSQL does. */
function isServerOf(directory: string, pid: number): boolean {
  if (!isPidRunning(pid)) return false
  const command = commandOf(pid)
  return command === null || (command.includes(directory) && command.some((part) => part.endsWith('/postgres')))
}

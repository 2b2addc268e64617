import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** What has ended and was not waited for yet: a zombie, or one that is just being removed. */
const ENDED: ReadonlySet<string> = new Set(['Z', 'X', 'x'])

/**
 * Within which a pid names one process: this boot of this machine and, in a container, its own numbering. Where the system does not
 * say, the machine's name.
 */
export function pidSpace(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return hostname()
  }
}

/** True while a process of this pid space runs. A pid that was given to a process once may be another's by now. */
export function isPidRunning(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    // It is there, and somebody else's.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false
  }
  const state = statOf(pid)?.[0]
  return state === undefined || !ENDED.has(state)
}

/** When a process was started, in ticks since the boot; null where the system does not say. Tells two that had the same pid apart. */
export function startOf(pid: number): string | null {
  return statOf(pid)?.[19] ?? null
}

/** The program and arguments of a process; null where the system does not say. */
export function commandOf(pid: number): string[] | null {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1)
  } catch {
    return null
  }
}

/** What /proc tells of a process, from its state on: before that stands its name, in parentheses, which may hold spaces. */
function statOf(pid: number): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return null
  }
}

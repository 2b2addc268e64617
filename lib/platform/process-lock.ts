import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'

export type ProcessLock =
  /** `takenOver`: its last holder was killed, and what that one started may still be ending. */
  { takenOver: boolean; release(): void } | { heldBy: number }

interface Holder {
  pid: number
  /** Tells two processes that had the same pid apart; empty where the system does not say. */
  startedAt: string
}

/**
 * Makes sure that one process at a time uses what `file` stands for. A lock whose process is gone is taken over.
 * @returns the lock, or the pid of the process that holds it.
 */
export function takeProcessLock(file: string): ProcessLock {
  const mine: Holder = { pid: process.pid, startedAt: startOf(process.pid) }
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 })
  let takenOver = false
  try {
    for (;;) {
      if (linked(draft, file)) return { takenOver, release: () => rmSync(file, { force: true }) }
      const holder = read(file)
      if (holder && isAlive(holder)) return { heldBy: holder.pid }
      // Renaming, not deleting: of two processes that find the same dead lock only one moves it away.
      const grave = `${file}.gone.${process.pid}`
      try {
        renameSync(file, grave)
      } catch {
        continue
      }
      takenOver = true
      const moved = read(grave)
      if (moved && isAlive(moved)) linked(grave, file)
      rmSync(grave, { force: true })
    }
  } finally {
    rmSync(draft, { force: true })
  }
}

/** A hard link is created whole or not at all, unlike a file that is opened first and written later. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

function read(file: string): Holder | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder
  } catch {
    return null
  }
}

function isAlive({ pid, startedAt }: Holder): boolean {
  if (pid === process.pid) return startedAt === startOf(pid)
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false
  }
  return startedAt === startOf(pid)
}

/** Boot and start time of a process on Linux: after a restart of the machine or container, pids come again. */
function startOf(pid: number): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    // The second field is the command in parentheses and may hold spaces; start time is the 20th after it.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return `${boot} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`
  } catch {
    return ''
  }
}

import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { isPidRunning, pidSpace, startOf } from './live-process.ts'

export type ProcessLock =
  /** `takenOver`: its last holder was killed, and what that one started may still be ending. */
  { takenOver: boolean; release(): void } | { heldBy: number }

const holderFile = z.object({
  pid: z.int().positive(),
  /** Tells two processes that had the same pid apart; null where the system does not say. */
  startedAt: z.string().nullable(),
  /** Where the pid means this process; earlier versions did not say. */
  space: z.string().optional(),
})
type Holder = z.infer<typeof holderFile>

/** A holder says so often that it lives, for those who cannot look: another container or machine on the same directory. */
const BEAT_MS = 1_000
/** A holder that is busy with something else may miss some. */
const USUAL_WATCH_MS = 15_000
const LOOK_MS = 100

/**
 * Makes sure that one process at a time uses what `file` stands for. A lock whose process is gone is taken over: one that has ended,
 * whether or not its parent has noticed, one whose pid is another's by now, and one from elsewhere that gives no sign of life.
 * @param options.say is told when that takes a while.
 * @returns the lock, or the pid of the process that holds it.
 */
export async function acquireProcessLock(
  file: string,
  { watchMs = USUAL_WATCH_MS, say = () => {} }: { watchMs?: number; say?: (line: string) => void } = {},
): Promise<ProcessLock> {
  const mine: Holder = { pid: process.pid, startedAt: startOf(process.pid), space: pidSpace() }
  const text = JSON.stringify(mine)
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, text, { mode: 0o600 })
  let takenOver = false
  try {
    for (;;) {
      if (linked(draft, file)) return { takenOver, release: hold(file, text) }
      const found = read(file)
      if (found === null) continue
      const holder = parse(found)
      if (holder && isElsewhere(holder)) {
        say(`${file} is from another container or machine: waiting up to ${watchMs / 1_000} s for a sign of life.`)
        if (await givesSign(file, watchMs)) return { heldBy: holder.pid }
      } else if (holder && isAlive(holder)) return { heldBy: holder.pid }
      if (buried(file, found)) takenOver = true
    }
  } finally {
    rmSync(draft, { force: true })
  }
}

/** Shows that the holder lives, until it gives the lock back. What is another's by now is left alone. */
function hold(file: string, text: string): () => void {
  const isMine = () => read(file) === text
  const beat = setInterval(() => {
    try {
      if (isMine()) utimesSync(file, new Date(), new Date())
    } catch {
      // Whoever takes the directory away takes the lock with it, and nobody is to end because of that.
    }
  }, BEAT_MS)
  beat.unref()
  return () => {
    clearInterval(beat)
    if (isMine()) rmSync(file, { force: true })
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

/** Moves a dead lock away: of two processes that find the same one only one does, and a new one is put back. */
function buried(file: string, dead: string): boolean {
  const grave = `${file}.gone.${process.pid}`
  try {
    renameSync(file, grave)
  } catch {
    return false
  }
  const isDead = read(grave) === dead
  if (!isDead) linked(grave, file)
  rmSync(grave, { force: true, recursive: true })
  return isDead
}

/** @returns null where there is none; what cannot be read is nobody's. */
function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? null : ''
  }
}

/** @returns null for what no holder has written whole. */
function parse(text: string): Holder | null {
  try {
    return holderFile.parse(JSON.parse(text))
  } catch {
    return null
  }
}

/** There the pid means another process, and nobody here can look. */
function isElsewhere({ space = pidSpace() }: Holder): boolean {
  return space !== pidSpace()
}

/** Earlier versions put the boot before the start, and nothing where the system does not say. */
function isAlive({ pid, startedAt }: Holder): boolean {
  return isPidRunning(pid) && (startedAt?.split(' ').at(-1) ?? '') === (startOf(pid) ?? '')
}

/** By changes of the file and not by its age: two machines need not agree on the time. */
async function givesSign(file: string, watchMs: number): Promise<boolean> {
  const touchedAt = () => statSync(file, { bigint: true, throwIfNoEntry: false })?.mtimeNs
  const before = touchedAt()
  for (const deadline = performance.now() + watchMs; performance.now() < deadline; await sleep(LOOK_MS)) {
    if (touchedAt() !== before) return touchedAt() !== undefined
  }
  return false
}

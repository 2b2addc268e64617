import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** Waits for a condition, looking every 50 ms. @throws Error that names it after `withinMs`. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, withinMs = 60_000): Promise<void> {
  for (const deadline = Date.now() + withinMs; !(await holds()); await sleep(50)) {
    if (Date.now() > deadline) throw new Error(`Not within ${withinMs / 1000} s: ${what}`)
  }
}

/** True while a process exists and is no zombie. Linux. */
export function isRunning(pid: number): boolean {
  const state = stat(pid)?.state
  return state !== undefined && state !== 'Z'
}

/** All that `pid` has started, and what those have started. */
export function descendants(pid: number): number[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const children = all.map(Number).filter((child) => stat(child)?.parent === pid)
  return children.flatMap((child) => [child, ...descendants(child)])
}

function stat(pid: number): { state: string; parent: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state = '', parent = ''] = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { state, parent: Number(parent) }
  } catch {
    return null
  }
}

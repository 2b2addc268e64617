import { setTimeout as sleep } from 'node:timers/promises'
import { Problem } from '#lib/platform/problem.ts'
import type { Child } from './start-child.ts'

const POLL_MS = 100

/** Waits until `url` answers 200. @throws Problem when the child ends first, or after `withinMs`. */
export async function untilAnswers(url: string, child: Child, withinMs = 60_000): Promise<void> {
  let state = 'nothing listens'
  let reason: string | null = null
  void child.ended.then((ended) => {
    reason = ended
  })
  for (const deadline = Date.now() + withinMs; Date.now() < deadline && reason === null; await sleep(POLL_MS)) {
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(5_000), redirect: 'manual' })
      if (answer.ok) return
      state = `it answers ${answer.status}: ${(await answer.text()).slice(0, 300)}`
    } catch {
      // Not listening yet.
    }
  }
  throw new Problem(
    reason === null ? `${url} was not ready in ${withinMs / 1000} s (${state}).` : `It ended: ${reason}.`,
  )
}

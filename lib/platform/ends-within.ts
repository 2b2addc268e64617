import { setTimeout as wait } from 'node:timers/promises'

/** Whether the work is done in time. It goes on when it is not. */
export async function endsWithin(work: Promise<void>, ms: number): Promise<boolean> {
  const over = new AbortController()
  try {
    return await Promise.race([work.then(() => true), wait(ms, false, { signal: over.signal }).catch(() => false)])
  } finally {
    over.abort()
  }
}

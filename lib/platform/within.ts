import { setTimeout as wait } from 'node:timers/promises'

/** The result of `work`, unless it takes longer than `ms`: then an error that says `what` did not answer. The work goes on unheard. */
export function within<T>(ms: number, what: string, work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${what} did not answer within ${ms} ms.`)), ms)
    work()
      .then(resolve, reject)
      .finally(() => clearTimeout(timer))
  })
}

/** Whether the work is done in time. It goes on when it is not. */
export async function isWithin(work: Promise<void>, ms: number): Promise<boolean> {
  const over = new AbortController()
  try {
    return await Promise.race([work.then(() => true), wait(ms, false, { signal: over.signal }).catch(() => false)])
  } finally {
    over.abort()
  }
}

import { median, percentile } from './statistics.ts'

/** One round of load: how long each piece of work took, and how many were done in a second. */
export type Round = {
  perSecond: number
  latenciesMs: number[]
}

/** Keeps `connections` pieces of work under way for `ms`, each next one as soon as one is done. Ends when the last is. */
export async function drive(connections: number, ms: number, work: () => Promise<unknown>): Promise<Round> {
  const latenciesMs: number[] = []
  const startedAt = performance.now()
  const repeat = async () => {
    while (performance.now() - startedAt < ms) {
      const before = performance.now()
      await work()
      latenciesMs.push(performance.now() - before)
    }
  }
  await Promise.all(Array.from({ length: connections }, repeat))
  return { perSecond: latenciesMs.length / ((performance.now() - startedAt) / 1000), latenciesMs }
}

/**
 * Measures rivals in turn, so that whatever else the machine does meets all of them alike.
 * @returns for each rival its rounds; the first round of all is a warm-up and left out.
 */
export async function alternate<Name extends string, T>(
  rounds: number,
  rivals: Record<Name, () => Promise<T>>,
): Promise<Record<Name, T[]>> {
  const names = Object.keys(rivals) as Name[]
  const results = Object.fromEntries(names.map((name) => [name, [] as T[]])) as Record<Name, T[]>
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const result = await rivals[name]()
      if (round > 0) results[name].push(result)
    }
  }
  return results
}

/** Requests a second and the two latencies of the usual round. */
export function summarize(rounds: readonly Round[]) {
  return {
    perSecond: median(rounds.map((round) => round.perSecond)),
    p50: median(rounds.map((round) => percentile(round.latenciesMs, 0.5))),
    p99: median(rounds.map((round) => percentile(round.latenciesMs, 0.99))),
  }
}

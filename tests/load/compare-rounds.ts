import { type Round, summarize } from './drive.ts'
import { medianRatio, percentile } from './statistics.ts'
import { formatMs, type Row } from './table.ts'

/** One line of the table: the usual latency of rounds by that of their baseline. */
export function compareRounds(what: string, measured: readonly Round[], baseline: readonly Round[]): Row {
  const p50 = (rounds: readonly Round[]) => rounds.map((round) => percentile(round.latenciesMs, 0.5))
  const text = (rounds: readonly Round[]) => {
    const { p50: middle, p99 } = summarize(rounds)
    return `p50 ${formatMs(middle)}, p99 ${formatMs(p99)}`
  }
  return {
    ratio: medianRatio(p50(measured), p50(baseline)),
    what,
    measured: text(measured),
    baseline: text(baseline),
  }
}

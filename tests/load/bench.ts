import { availableParallelism, cpus } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { runProgram } from '#lib/launch/run-program.ts'
import { tellHelp } from '#lib/launch/tell-help.ts'
import { Problem } from '#lib/platform/problem.ts'
import { measureConfirmation } from './measure-confirmation.ts'
import { measureFirstRow } from './measure-first-row.ts'
import { measureIngest } from './measure-ingest.ts'
import { measureLive } from './measure-live.ts'
import { measureOpening } from './measure-opening.ts'
import { measureReads } from './measure-reads.ts'
import { measureSearch } from './measure-search.ts'
import { measureStreams } from './measure-streams.ts'
import { type Bench, startBench } from './start-bench.ts'
import { formatTable, type Row } from './table.ts'

tellHelp(`
npm run bench

Measures this machine in some three minutes, and prints one table, the ratios first (docs/operate.md). It brings its own database,
portal and production build.
`)

const STOP_AFTER_MS = 240_000

const MEASUREMENTS = {
  measureOpening,
  measureFirstRow,
  measureReads,
  measureSearch,
  measureIngest,
  measureConfirmation,
  measureStreams,
  measureLive,
}

// `npm run bench`: one table, the ratios first. Absolute figures are this machine's, load generator included.
await runProgram(async (parts) => {
  const rows: Row[] = []
  const late = sleep(STOP_AFTER_MS, 'late' as const)
  const bench = await startBench(parts)
  let problem: string | null = null
  for (const [name, measure] of Object.entries(MEASUREMENTS)) {
    process.stderr.write(`${name} …\n`)
    const measuring = measure(bench)
    // It fails when its parts are stopped, and nobody waits for it any more.
    measuring.catch(() => {})
    const measured = await Promise.race([measuring, late])
    if (measured === 'late') {
      problem = `Stopped after ${STOP_AFTER_MS / 1000} s, in ${name}.`
      break
    }
    rows.push(...measured)
  }
  process.stdout.write(`${await describeMachine(bench)}\n\n${formatTable(rows)}\n`)
  if (problem !== null) throw new Problem(problem)
})

async function describeMachine({ db }: Bench): Promise<string> {
  const [postgres] = await db.$queryRaw<{ server_version: string; fsync: string }[]>`
    select current_setting('server_version') as server_version, current_setting('fsync') as fsync`
  const processor = cpus()[0]?.model ?? 'unknown processor'
  return [
    `${availableParallelism()} cores (${processor})`,
    `Node ${process.version}`,
    `PostgreSQL ${postgres?.server_version}, fsync ${postgres?.fsync}`,
  ].join(', ')
}

import { availableParallelism, cpus } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { readCommand } from '#lib/launch/read-command.ts'
import { runProgram } from '#lib/launch/run-program.ts'
import { Problem } from '#lib/platform/problem.ts'
import { ATTACK_NAMES } from './attacks.ts'
import { measureAttention } from './measure-attention.ts'
import { measureConfirmation } from './measure-confirmation.ts'
import { measureCrowd } from './measure-crowd.ts'
import { measureEvent } from './measure-event.ts'
import { measureFirstRow } from './measure-first-row.ts'
import { measureFleet } from './measure-fleet.ts'
import { measureGrowth } from './measure-growth.ts'
import { measureHostile } from './measure-hostile.ts'
import { measureIngest } from './measure-ingest.ts'
import { measureLive } from './measure-live.ts'
import { measureOpening } from './measure-opening.ts'
import { measureReads } from './measure-reads.ts'
import { measureSearch } from './measure-search.ts'
import { measureStreams } from './measure-streams.ts'
import { type Bench, startBench } from './start-bench.ts'
import { formatTable, isReached, type Row } from './table.ts'

/** They are named in the help, of which the figures below are a part. */
const isFull = process.argv.includes('--full')
/** Tries the table itself: what it is to reach has to be missed then. */
const SLOWED_MS = process.argv.includes('--slowed') ? 20 : 0

/** Of each group of rows, and of the attacks together. */
const STOP_AFTER_MS = { group: isFull ? 3_600_000 : 180_000, hostile: 420_000 }

/** With `--full`: as many as the app is to carry. */
const IDLE_PORTALS = isFull ? 100_000 : 20_000
const FEED_ROWS = isFull ? 2_000_000 : 100_000
/** Of 2,500 idle streams each. */
const CROWDED_PORTALS = isFull ? 4 : 1

const ROWS = {
  opening: measureOpening,
  'first-row': measureFirstRow,
  reads: measureReads,
  search: (bench: Bench) => measureSearch(bench, FEED_ROWS),
  ingest: measureIngest,
  confirmation: measureConfirmation,
  streams: measureStreams,
  crowd: (bench: Bench) => measureCrowd(bench, CROWDED_PORTALS),
  live: measureLive,
  event: measureEvent,
  growth: measureGrowth,
  fleet: (bench: Bench) => measureFleet(bench, IDLE_PORTALS),
  attention: measureAttention,
}

const HELP = `npm run bench -- GROUP ...

Measures this machine: each figure beside a baseline of the same run. Without a group all of them, the hostile viewer last.

  ${Object.keys(ROWS).join(', ')}: three minutes each at most; with --full an hour: fleet is one of 100,000
    portals, search one of 2,000,000 rows, crowd one of 10,000 streams. A row with a reach says whether it was reached
  with --slowed the app hears each answer of its database 20 ms later, and rows have to miss their reach
  hostile: six minutes; one viewer who attacks, and what everybody else waits. hostile:NAME for one attack, of
    ${ATTACK_NAMES.join(', ')}, all
`

const { words: wanted } = readCommand(HELP, {
  options: { full: { type: 'boolean' }, slowed: { type: 'boolean' } },
  words: [0, Number.POSITIVE_INFINITY],
})

// `npm run bench`: the ratios first. Absolute figures are this machine's, load generator included.
const rowGroups = Object.entries(ROWS).filter(([name]) => wanted.length === 0 || wanted.includes(name))
const attacks = wanted.filter((arg) => arg.startsWith('hostile:')).map((arg) => arg.slice('hostile:'.length))
const isHostile = wanted.length === 0 || wanted.includes('hostile') || attacks.length > 0

await runProgram(async (parts) => {
  const known = ['hostile', ...Object.keys(ROWS), ...[...ATTACK_NAMES, 'all'].map((name) => `hostile:${name}`)]
  const unknown = wanted.filter((name) => !known.includes(name))
  if (unknown.length > 0) throw new Problem(`There is no ${unknown.join(', ')} to measure.\n\n${HELP}`)
  const bench = await startBench(parts, {}, SLOWED_MS)
  process.stdout.write(`${await describeMachine(bench)}\n`)
  const problem = rowGroups.length > 0 ? await printRows(bench) : null
  if (isHostile) {
    const { text, left } = await measureHostile(bench, { only: attacks, withinMs: STOP_AFTER_MS.hostile })
    process.stdout.write(`\n${text}\n`)
    if (left.length > 0)
      throw new Problem(`Stopped after ${STOP_AFTER_MS.hostile / 1000} s; left out: ${left.join('; ')}.`)
  }
  if (problem !== null) throw new Problem(problem)
})

/** The table comes, whatever becomes of a group. @returns what was not measured, if something was not. */
async function printRows(bench: Bench): Promise<string | null> {
  const rows: Row[] = []
  const problems: string[] = []
  for (const [name, measure] of rowGroups) {
    process.stderr.write(`${name} …\n`)
    try {
      const measured = await within(STOP_AFTER_MS.group, measure(bench))
      if (measured === null) problems.push(`${name} was stopped after ${STOP_AFTER_MS.group / 1000} s.`)
      else rows.push(...measured)
    } catch (error) {
      problems.push(`${name} failed: ${error instanceof Error ? error.message : error}`)
    }
  }
  process.stdout.write(`\n${formatTable(rows)}\n`)
  const missed = rows.filter((row) => !isReached(row)).length
  process.stdout.write(`\n${rows.length} rows, ${missed} missed what they are to reach.\n`)
  return problems.length > 0 ? problems.join('\n') : null
}

/** @returns null where it was not done by then. */
async function within<T>(ms: number, measuring: Promise<T>): Promise<T | null> {
  // It fails when its parts are stopped, and nobody waits for it any more.
  measuring.catch(() => {})
  return Promise.race([measuring, sleep(ms, null, { ref: false })])
}

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

import { setTimeout as sleep } from 'node:timers/promises'
import { runProgram } from '#lib/launch/run-program.ts'
import { Problem } from '#lib/platform/problem.ts'
import { installPortal } from '../load/install-portal.ts'
import { startBench } from '../load/start-bench.ts'
import { COUNT_ROWS } from './count-rows.ts'
import { growthMb, runFuzz } from './run-fuzz.ts'

/** For a machine that has much else to do; the run has failed then. */
const STOP_AFTER_MS = 90 * 60_000
/** What V8 keeps or gives back between two collections. */
const NOISE_MB = 100

// `node tests/endurance/fuzz.ts [count] [seed]`: hostile bodies at the routes that anybody may post to.
await runProgram(async (parts) => {
  const count = Number(process.argv[2] ?? 100_000)
  const seed = Number(process.argv[3] ?? Date.now() % 1_000_000_000)
  if (!(count > 0) || !Number.isInteger(seed)) throw new Problem('Usage: node tests/endurance/fuzz.ts [count] [seed]')
  process.stdout.write(`seed ${seed}\n`)
  const bench = await startBench(parts, { TRUSTED_PROXIES: '127.0.0.1', SWEEP_INTERVAL_SECONDS: '86400' })
  const { id, memberId } = await installPortal(bench)
  const countRows = () =>
    bench.db.$transaction(async (tx) => {
      await tx.$executeRaw`select set_config('app.portals', ${id}, true)`
      return tx.$queryRawUnsafe(COUNT_ROWS)
    })
  await sleep(1_500)
  const before = JSON.stringify(await countRows())
  const target = { appUrl: bench.appUrl, pid: bench.appPid, memberIds: [memberId, 'f'.repeat(32)] }
  const startedAt = Date.now()
  const result = await runFuzz(target, { count, seed, stopAtMs: startedAt + STOP_AFTER_MS })
  await sleep(1_500)
  const after = JSON.stringify(await countRows())

  const grown = growthMb(result.residentMb)
  for (const [answer, times] of [...result.answers].toSorted()) process.stdout.write(`${answer.padEnd(24)}${times}\n`)
  process.stdout.write(`${result.sent} sent in ${Math.round((Date.now() - startedAt) / 1_000)} s, seed ${seed}\n`)
  process.stdout.write(`resident MB: ${result.residentMb.at(0)} first, ${Math.max(...result.residentMb)} most, `)
  process.stdout.write(`${result.residentMb.at(-1)} last, grown by ${grown} after the first quarter\n`)
  process.stdout.write(`rows: ${after === before ? 'unchanged' : `${before} became ${after}`}\n`)
  if (result.sent < count) throw new Problem(`Stopped before all ${count} were sent.`)
  if (result.wrong.length > 0) throw new Problem(`Wrong answers:\n${result.wrong.join('\n')}`)
  if (after !== before) throw new Problem('Rows were written.')
  if (grown > NOISE_MB) throw new Problem('The memory grows.')
})

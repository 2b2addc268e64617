import { runProgram } from '#lib/launch/run-program.ts'
import { Problem } from '#lib/platform/problem.ts'
import { endure } from './run-endure.ts'

// `node tests/endurance/endure.ts [minutes]`: 20 events a second, some lost, some doubled, while everything is restarted in turn.
await runProgram(async (parts) => {
  const minutes = Number(process.argv[2] ?? 10)
  if (!(minutes > 0 && minutes <= 60)) throw new Problem('Usage: node tests/endurance/endure.ts [minutes, at most 60]')
  const { table, isWhole } = await endure(parts, minutes * 60_000)
  process.stdout.write(`${table}\n`)
  if (!isWhole) throw new Problem('The feed is not what the CRM shows.')
})

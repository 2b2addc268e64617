import { runProgram } from '#lib/launch/run-program.ts'
import { Problem } from '#lib/platform/problem.ts'
import { startTestDatabase } from '../support/start-test-database.ts'
import { runYear } from './run-year.ts'
import { yearBreach, yearTable } from './year-table.ts'

const USAGE =
  'Usage: node tests/endurance/year.ts [minutes, at most 60] [portals, at most 200] [seed] [one portal alone]'

// A year of portals: closures, renewals, renames, demotions, lost events and odd answers; at the end each is complete.
await runProgram(async (parts) => {
  const [minutes = 10, portals = 40, seed = Date.now() % 1_000_000, only] = process.argv.slice(2).map(Number)
  if (!(minutes > 0 && minutes <= 60 && portals > 0 && portals <= 200 && seed >= 0)) throw new Problem(USAGE)
  process.stdout.write(`year: seed ${seed}\n`)
  const database = await startTestDatabase()
  parts.defer(database.stop)
  const result = await runYear(parts, { minutes, portals, seed, only }, (line) => process.stdout.write(`${line}\n`))
  process.stdout.write(`${yearTable(result)}\n`)
  const broken = result.years.filter(({ breaches }) => breaches.length > 0)
  if (broken.length > 0) throw new Problem(broken.map((year) => yearBreach(year, seed)).join('\n\n'))
})

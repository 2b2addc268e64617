import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { readCommand } from '#lib/launch/read-command.ts'
import { readPlaywrightReport, readVitestReport } from './support/read-report.ts'
import { runStep, type StepResult } from './support/run-step.ts'

readCommand(`
npm test

Runs everything that CI runs: types, lint, dead code, pure tests, those on PostgreSQL, the production build, tests of whole processes, and
browser tests. It brings its own PostgreSQL and finds or installs a Chromium. The last line is "N passed, N failed".
`)

// `npm test`: everything CI runs. The last line is `N passed, N failed`.
const REPORTS = 'test-results'
rmSync(REPORTS, { recursive: true, force: true })
mkdirSync(REPORTS, { recursive: true })

const vitest = (report: string, ...args: string[]) => [
  'vitest',
  'run',
  ...args,
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${REPORTS}/${report}.json`,
]
const readVitest = (report: string) => () => readVitestReport(`${REPORTS}/${report}.json`)

const results: StepResult[] = []
const step = async (options: Parameters<typeof runStep>[0]) => {
  const result = await runStep(options)
  results.push(result)
  return result
}

if (!existsSync('lib/db/generated/client.ts'))
  await step({ name: 'prisma generate', commands: [['prisma', 'generate']] })
await step({
  name: 'types',
  commands: [
    ['next', 'typegen'],
    ['tsc', '--noEmit'],
  ],
})
await step({ name: 'lint and format', commands: [['biome', 'check', '.']] })
await step({ name: 'dead code', commands: [['knip']] })
await step({ name: 'pure tests', commands: [vitest('unit', '--project=unit')], count: readVitest('unit') })
const build = await step({ name: 'production build', commands: [['node', 'lib/launch/build.ts']] })
const isBuilt = build.failed === 0
// They wait for half of their time, and take as long as the two others together.
const processes =
  isBuilt &&
  step({
    name: 'processes and faults',
    commands: [vitest('built')],
    env: { TEST_STAGE: 'built' },
    count: readVitest('built'),
  })
await step({ name: 'PostgreSQL', commands: [vitest('db', '--project=db')], count: readVitest('db') })
if (isBuilt) {
  const browser = ['playwright', 'test', '--pass-with-no-tests']
  await step({ name: 'browser', commands: [browser], count: () => readPlaywrightReport(`${REPORTS}/e2e.json`) })
}
await processes

const total = (key: 'passed' | 'failed' | 'skipped') => results.reduce((sum, result) => sum + result[key], 0)
process.stdout.write('\n')
for (const { name, passed, failed, skipped, seconds } of results) {
  const counts = [passed, failed, skipped].map((count) => String(count).padStart(5)).join(' ')
  process.stdout.write(`${name.padEnd(24)}${counts} ${seconds.toFixed(1).padStart(7)} s\n`)
}
process.stdout.write(`${'(passed, failed, skipped)'.padEnd(24)}\n`)
for (const name of results.flatMap(({ passedAgain }) => passedAgain)) {
  process.stdout.write(`failed once, passed when run again: ${name}\n`)
}
for (const name of results.flatMap(({ failures }) => failures)) process.stdout.write(`failed: ${name}\n`)
process.stdout.write(`${total('passed')} passed, ${total('failed')} failed\n`)
process.exit(total('failed') === 0 ? 0 : 1)

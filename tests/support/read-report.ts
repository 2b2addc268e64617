import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'

export type Counts = {
  passed: number
  failed: number
  skipped: number
  /** Names of tests that failed at first and passed when they were run again; they count as passed, and are told. */
  passedAgain: string[]
  /** What failed, each with the first lines of why: told last, where whoever keeps only the end of the output finds it. */
  failures: string[]
}

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(
    z.object({
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()) }),
      ),
    }),
  ),
})

type Suite = { specs: { title: string; tests: { status: string }[] }[]; suites?: Suite[] | undefined }
const suite: z.ZodType<Suite> = z.lazy(() =>
  z.object({
    specs: z.array(z.object({ title: z.string(), tests: z.array(z.object({ status: z.string() })) })),
    suites: z.array(suite).optional(),
  }),
)
const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  suites: z.array(suite),
})

/** @returns null when the run ended before it wrote a report. */
export function readVitestReport(file: string): Counts | null {
  if (!existsSync(file)) return null
  const report = vitestReport.parse(JSON.parse(readFileSync(file, 'utf8')))
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults)
  const withReason = ({ fullName, failureMessages }: (typeof tests)[number]) =>
    `${fullName}\n${firstLines(failureMessages)}`
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
    passedAgain: tests
      .filter(({ status, failureMessages }) => status === 'passed' && failureMessages.length > 0)
      .map(withReason),
    failures: tests.filter(({ status }) => status === 'failed').map(withReason),
  }
}

const firstLines = (messages: readonly string[]) =>
  messages
    .flatMap((message) =>
      message
        .split('\n')
        .slice(0, 12)
        .map((line) => `    ${line.slice(0, 400)}`),
    )
    .join('\n')

/** @returns null when the run ended before it wrote a report. */
export function readPlaywrightReport(file: string): Counts | null {
  if (!existsSync(file)) return null
  const { stats, suites } = playwrightReport.parse(JSON.parse(readFileSync(file, 'utf8')))
  const titles = (wanted: string, { specs, suites: inner = [] }: Suite): string[] => [
    ...specs.filter(({ tests }) => tests.some(({ status }) => status === wanted)).map(({ title }) => title),
    ...inner.flatMap((one) => titles(wanted, one)),
  ]
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    skipped: stats.skipped,
    passedAgain: suites.flatMap((one) => titles('flaky', one)),
    failures: suites.flatMap((one) => titles('unexpected', one)),
  }
}

import { defineConfig } from '@playwright/test'
import { CHROMIUM_ARGS, findChromium } from './tests/support/chromium.ts'

const isRoot = process.getuid?.() === 0

export default defineConfig({
  testDir: 'tests/e2e',
  projects: [
    { name: 'browser', testMatch: '*.spec.ts', testIgnore: 'statements.spec.ts' },
    // What all of them had the app ask of PostgreSQL.
    { name: 'statements', testMatch: 'statements.spec.ts', dependencies: ['browser'] },
  ],
  globalSetup: './tests/support/e2e-setup.ts',
  outputDir: 'test-results/e2e',
  fullyParallel: true,
  workers: 2,
  // Who needs a second try is named, as in vitest.config.ts.
  retries: 1,
  forbidOnly: Boolean(process.env.CI),
  // As in vitest.config.ts: for what never comes.
  timeout: 180_000,
  expect: { timeout: 60_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  use: {
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    // Recording what each page looks like takes a tenth of the time: only what fails is recorded, when it is run again.
    trace: { mode: 'on-first-retry', screenshots: false, snapshots: true, sources: true },
    launchOptions: {
      executablePath: findChromium(),
      args: isRoot ? [...CHROMIUM_ARGS, '--no-sandbox'] : CHROMIUM_ARGS,
    },
  },
})

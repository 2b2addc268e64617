import path from 'node:path'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './tests/support/longest-first.ts'
import { listDatabaseTests } from './tests/support/needs-database.ts'

const stage = process.env.TEST_STAGE
const withDatabase = listDatabaseTests()
const tests = ['tests/**/*.test.ts', 'tests/**/*.test.tsx']
const staged = ['tests/**/*.built.test.ts', 'tests/**/*.soak.test.ts']
const globalSetup = 'tests/support/global-setup.ts'

// Tests of whole processes need the production build; tests/run.ts runs them once it exists. The soak tests take minutes
// each and run on demand: `TEST_STAGE=soak npx vitest run`.
const unit = { name: 'unit', include: tests, exclude: [...staged, ...withDatabase] }
const db = { name: 'db', include: withDatabase, exclude: staged, globalSetup }
const processes = { name: stage ?? '', include: [`tests/**/*.${stage}.test.ts`], globalSetup }

export default defineConfig({
  // The marker that keeps a module out of the browser has nothing to say outside a bundler.
  resolve: { alias: { 'server-only': path.resolve('node_modules/server-only/empty.js') } },
  test: {
    projects: (stage ? [processes] : [unit, db]).map((test) => ({ extends: true, test })),
    setupFiles: 'tests/support/setup.ts',
    // A test of processes waits for half of its time: two on two cores leave them idle.
    maxWorkers: 3,
    // For what never comes, not for what comes late: on a machine with ten times the work all takes ten times as long.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    restoreMocks: true,
    sequence: { sequencer: LongestFirst },
    // Whole processes on a busy machine may miss a time limit once; tests/run.ts names each test that did.
    retry: stage === 'built' ? 1 : 0,
  },
})

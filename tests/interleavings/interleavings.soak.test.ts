import { testStories } from './test-stories.ts'

// `PROPERTY_RUNS=20000 TEST_STAGE=soak npx vitest run tests/interleavings` for a long look.
testStories(Number(process.env.PROPERTY_RUNS ?? 1_000))

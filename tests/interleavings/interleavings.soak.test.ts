import { testStories } from './test-stories.ts'

// A long look, or the same stories again: see docs/completeness.md.
testStories(Number(process.env.PROPERTY_RUNS ?? 20_000))

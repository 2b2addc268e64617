import { testStories } from './test-stories.ts'

// Other stories each time; a thousand and more are played on demand, see docs/completeness.md.
testStories(150)

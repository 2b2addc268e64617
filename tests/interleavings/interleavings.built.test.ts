import { testStories } from './test-stories.ts'

// What two cores play in some five minutes, other stories each time.
testStories(1_000)

import { testStories } from './test-stories.ts'

// What two cores play in some four minutes, other stories each time.
testStories(1_000)

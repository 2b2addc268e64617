import { testStories } from './test-stories.ts'

// What two cores play in less than a minute, other stories each time; the soak test plays a thousand in some five.
testStories(100)

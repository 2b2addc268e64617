import { testStories } from './test-stories.ts'

// What two cores play in half a minute, other stories each time; the soak test plays a thousand in some six minutes.
testStories(100)

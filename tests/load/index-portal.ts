import { indexFeed } from '#lib/feed/index-feed.ts'

// Called with a portal's id: indexes all of its feed, as the job does bit by bit, and says how long that took.
const [, , portalId = ''] = process.argv
const startedAt = performance.now()
await indexFeed(portalId, Number.POSITIVE_INFINITY)
process.stdout.write(JSON.stringify({ ms: performance.now() - startedAt }), () => process.exit(0))

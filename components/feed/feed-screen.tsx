'use client'

import { useEffect } from 'react'
import { ApiProblem } from '#components/frame/api-problem.ts'
import { useFrame } from '#components/frame/frame-provider.tsx'
import { WithSession } from '#components/frame/with-session.tsx'
import { useLazyPart } from '#components/ui/use-lazy-part.ts'
import type { FrameSession } from '#lib/sessions/viewer.ts'
import { FeedWaiting } from './feed-waiting.tsx'
import { filterOfAddress } from './state/feed-url.ts'
import { pageQuery } from './state/page-query.ts'

function loadFeed() {
  return import('./live-feed.tsx')
}

// While the page is still waking up, so that its code and its first rows come together.
if (typeof window !== 'undefined') loadFeed().catch(() => undefined)

/** Begins to read what the feed will show, and shows its shape until the feed itself is here. */
function FeedStart({ session }: { readonly session: FrameSession }) {
  const { api, fail } = useFrame()
  const LiveFeed = useLazyPart(
    true,
    async () => (await loadFeed()).LiveFeed,
    () => fail(new ApiProblem(0, 'network')),
  )
  useEffect(() => {
    api.ahead('GET /api/watches')
    api.ahead('GET /api/feed', { query: pageQuery(filterOfAddress()) })
    api.ahead('GET /api/feed/unread')
  }, [api])
  return LiveFeed === null ? <FeedWaiting /> : <LiveFeed session={session} />
}

export function FeedScreen() {
  return <WithSession waiting={<FeedWaiting />}>{(session) => <FeedStart session={session} />}</WithSession>
}

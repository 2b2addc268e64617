import { useCallback, useEffect, useReducer, useRef, useState } from 'react'
import { ApiProblem } from '#components/frame/api-problem.ts'
import { useFrame } from '#components/frame/frame-provider.tsx'
import { StateError } from '#components/frame/state-code.ts'
import { tellNews } from '#components/notify/news-store.ts'
import type { FeedFilter } from '#lib/feed/feed-filter.ts'
import type { FeedPage, FeedStatus } from '#lib/feed/feed-item.ts'
import type { SeenMarks } from '#lib/feed/seen-marks.ts'
import type { FeedMessage } from './feed-messages.ts'
import { feedReducer } from './feed-reducer.ts'
import { emptyFeed, type FeedChange, type FeedState } from './feed-state.ts'
import { pagePath } from './page-path.ts'
import { useConnection } from './use-connection.ts'

/** A single item is drawn at once, the items of a burst together. */
const GATHER_MS = 150

export type Feed = {
  readonly state: FeedState
  readonly status: FeedStatus | null
  /** Why the first page of the filter could not be read; null while it could. */
  readonly problem: ApiProblem | null
  readonly connection: ReturnType<typeof useConnection>
  readonly open: (filter: FeedFilter) => void
  readonly noteSeen: (seen: SeenMarks) => void
  readonly readOlder: () => void
  readonly hold: () => void
  readonly release: () => void
}

/** The feed of one frame: pages on request, and everything new as it happens. `onNews` is called after each batch. */
export function useFeed(first: FeedFilter, onNews: () => void): Feed {
  const { api, fail } = useFrame()
  const [state, dispatch] = useReducer(feedReducer, first, emptyFeed)
  const [status, setStatus] = useState<FeedStatus | null>(null)
  const [problem, setProblem] = useState<ApiProblem | null>(null)
  const [since, setSince] = useState<string | null>(null)
  const [readings, setReadings] = useState(0)
  const gathered = useRef<FeedChange[]>([])
  const gathering = useRef<ReturnType<typeof setTimeout>>(undefined)
  const flushedAt = useRef(0)
  const hasRead = useRef(false)
  const { filter, nextCursor, olderPage } = state

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new reading of the same filter is asked for by its number
  useEffect(() => {
    const abort = new AbortController()
    api.read<FeedPage>(pagePath(filter), { signal: abort.signal }).then(
      (page) => {
        dispatch({ type: 'first', filter, page })
        setProblem(null)
        setSince((known) => known ?? page.headRevision)
        hasRead.current = true
      },
      (error: unknown) => {
        if (abort.signal.aborted) return
        dispatch({ type: 'first-failed', filter })
        setProblem(error instanceof ApiProblem ? error : new ApiProblem(0, 'unknown'))
        // Once there is a feed, a filter that cannot be read says so in its own place.
        if (!hasRead.current || error instanceof StateError) fail(error)
      },
    )
    return () => abort.abort()
  }, [api, fail, filter, readings])

  const open = useCallback((wanted: FeedFilter) => {
    dispatch({ type: 'open', filter: wanted })
    setReadings((count) => count + 1)
  }, [])

  const readOlder = useCallback(() => {
    if (nextCursor === null || olderPage === 'loading') return
    dispatch({ type: 'ask-older' })
    api.read<FeedPage>(pagePath(filter, nextCursor)).then(
      (page) => dispatch({ type: 'older', filter, cursor: nextCursor, page }),
      () => dispatch({ type: 'older-failed', filter }),
    )
  }, [api, filter, nextCursor, olderPage])

  function flush(): void {
    gathering.current = undefined
    flushedAt.current = performance.now()
    dispatch({ type: 'changes', changes: gathered.current })
    const items = gathered.current.flatMap((change) => (change.type === 'item' ? [change.item] : []))
    if (since !== null) tellNews({ items, since })
    gathered.current = []
    onNews()
  }

  function onMessage(message: FeedMessage): void {
    switch (message.type) {
      case 'status':
        setStatus(message.status)
        break
      case 'reset':
        open(filter)
        // Other types may be watched now.
        onNews()
        break
      default:
        gathered.current.push(message)
        gathering.current ??= setTimeout(flush, flushedAt.current + GATHER_MS - performance.now())
    }
  }

  const connection = useConnection(since, onMessage)
  const hold = useCallback(() => dispatch({ type: 'hold' }), [])
  const release = useCallback(() => dispatch({ type: 'release' }), [])
  const noteSeen = useCallback((seen: SeenMarks) => dispatch({ type: 'seen', seen }), [])
  return { state, status, problem, connection, open, noteSeen, readOlder, hold, release }
}

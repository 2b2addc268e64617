import { useCallback, useEffect, useReducer, useRef, useState } from 'react'
import { type ApiProblem, isPassing, toProblem } from '#components/frame/api-problem.ts'
import { useFrame } from '#components/frame/frame-provider.tsx'
import { StateError } from '#components/frame/state-code.ts'
import { publishNews } from '#components/notify/news-store.ts'
import { keepTrying } from '#components/ui/keep-trying.ts'
import { onRecovery } from '#components/ui/recovery.ts'
import type { FeedFilter } from '#lib/feed/feed-filter.ts'
import type { FeedStatus } from '#lib/feed/feed-item.ts'
import type { SeenMarks } from '#lib/feed/seen-marks.ts'
import type { Query } from '#lib/http/contract.ts'
import type { FeedMessage } from '../stream/feed-messages.ts'
import { type FeedStart, useConnection } from '../stream/use-connection.ts'
import { feedReducer } from './feed-reducer.ts'
import { emptyFeed, type FeedChange, type FeedState } from './feed-state.ts'
import { pageQuery } from './page-query.ts'
import { readTop } from './read-top.ts'

/** A single item is drawn at once, the items of a burst together. */
const GATHER_MS = 150

export type Feed = {
  readonly state: FeedState
  readonly status: FeedStatus | null
  /** Why the first page of the filter could not be read; null while it could. */
  readonly problem: ApiProblem | null
  readonly connection: ReturnType<typeof useConnection>
  readonly open: (filter: FeedFilter) => void
  readonly applySeen: (seen: SeenMarks) => void
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
  const [start, setStart] = useState<FeedStart | null>(null)
  /** A new reading of the same filter is asked for by a new object. */
  const [reading, setReading] = useState({ atLeast: 0 })
  const gathered = useRef<FeedChange[]>([])
  const gathering = useRef<ReturnType<typeof setTimeout>>(undefined)
  const flushedAt = useRef(0)
  const hasRead = useRef(false)
  const { filter, nextCursor, olderPage } = state

  useEffect(() => {
    const abort = new AbortController()
    const read = (query: Query<'GET /api/feed'>) => api.read('GET /api/feed', { query, signal: abort.signal })
    const end = keepTrying(
      () => readTop(read, filter, reading.atLeast),
      (page) => {
        dispatch({ type: 'first', filter, page })
        setProblem(null)
        // The stream is beyond what the page lacks: it has to begin again below.
        setStart((known) =>
          known === null || page.isPartial
            ? { revision: page.headRevision, opened: known?.opened ?? page.headRevision }
            : known,
        )
        hasRead.current = true
      },
      (error) => {
        dispatch({ type: 'first-failed', filter })
        setProblem(toProblem(error))
        // What passes is told with the controls around it, until it has. Once there is a feed, a filter that cannot be read says so in
        // its own place, too: nobody else would ask again.
        if ((!hasRead.current && !isPassing(error)) || error instanceof StateError) {
          end()
          fail(error)
        }
      },
    )
    return () => {
      end()
      abort.abort()
    }
  }, [api, fail, filter, reading])

  const open = useCallback((wanted: FeedFilter) => {
    dispatch({ type: 'open', filter: wanted })
    setReading({ atLeast: 0 })
  }, [])

  const readOlder = useCallback(() => {
    if (nextCursor === null || olderPage === 'loading') return
    dispatch({ type: 'ask-older' })
    api.read('GET /api/feed', { query: pageQuery(filter, nextCursor) }).then(
      (page) => dispatch({ type: 'older', filter, cursor: nextCursor, page }),
      () => dispatch({ type: 'older-failed', filter }),
    )
  }, [api, filter, nextCursor, olderPage])

  useEffect(() => (olderPage === 'failed' ? onRecovery(readOlder) : undefined), [olderPage, readOlder])

  function flush(): void {
    gathering.current = undefined
    flushedAt.current = performance.now()
    dispatch({ type: 'changes', changes: gathered.current })
    const items = gathered.current.flatMap((change) => (change.type === 'item' ? [change.item] : []))
    if (start !== null) publishNews({ items, since: start.opened })
    gathered.current = []
    onNews()
  }

  function onMessage(message: FeedMessage): void {
    switch (message.type) {
      case 'status':
        setStatus(message.status)
        break
      case 'reset':
        // What came before it must not be merged into what is read now.
        if (gathering.current !== undefined) {
          clearTimeout(gathering.current)
          flush()
        }
        dispatch({ type: 'reopen' })
        setReading({ atLeast: state.items.length })
        // Other types may be watched now.
        onNews()
        break
      default:
        gathered.current.push(message)
        gathering.current ??= setTimeout(flush, flushedAt.current + GATHER_MS - performance.now())
    }
  }

  const connection = useConnection(start, onMessage)
  const hold = useCallback(() => dispatch({ type: 'hold' }), [])
  const release = useCallback(() => dispatch({ type: 'release' }), [])
  const applySeen = useCallback((seen: SeenMarks) => dispatch({ type: 'seen', seen }), [])
  return { state, status, problem, connection, open, applySeen, readOlder, hold, release }
}

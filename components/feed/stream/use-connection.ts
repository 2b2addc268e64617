import { useEffect, useEffectEvent, useState } from 'react'
import { ApiProblem } from '#components/frame/api-problem.ts'
import { useFrame } from '#components/frame/frame-provider.tsx'
import { keepTrying } from '#components/ui/keep-trying.ts'
import { loadCode } from '#components/ui/load-code.ts'
import { announceRecovery } from '#components/ui/recovery.ts'
import { type Connection, isRecovery, notConnectedYet } from './connection.ts'
import type { FeedMessage } from './feed-messages.ts'
import type { FeedStream, FeedStreamPorts } from './feed-stream.ts'

/** The revision to follow the feed from, and the one at which it was opened. */
export type FeedStart = { readonly revision: string; readonly opened: string }

/** Follows the feed for as long as the component is mounted; a new start follows it anew. Null: not yet. */
export function useConnection(start: FeedStart | null, onMessage: (message: FeedMessage) => void): Connection {
  const { api, fail } = useFrame()
  const [connection, setConnection] = useState(notConnectedYet)
  const handMessage = useEffectEvent(onMessage)

  useEffect(() => {
    if (start === null) return
    let known = notConnectedYet
    const ports: FeedStreamPorts = {
      async open(lastEventId, signal, onlyIfFree) {
        const query = onlyIfFree ? { ifFree: '1' as const } : {}
        const headers = { 'last-event-id': lastEventId }
        const response = await api.send('GET /api/feed/stream', { query, headers, signal })
        if (response.headers.get('content-type')?.startsWith('text/event-stream')) return response
        throw new ApiProblem(response.status, 'unavailable')
      },
      poll: (revision, signal) => api.read('GET /api/feed/changes', { query: { since: revision }, signal }),
      onMessage: (message) => handMessage(message),
      onConnection(told) {
        if (isRecovery(known, told)) announceRecovery()
        known = told
        setConnection((shown) => (shown.state === told.state && shown.isPolling === told.isPolling ? shown : told))
      },
      onFinal: fail,
      random: Math.random,
      now: () => performance.now(),
      isOnline: () => navigator.onLine,
    }
    let stream: FeedStream | null = null
    // Needed only once the first rows are on the screen, so it is not part of the first load.
    const endFetching = keepTrying(
      () => loadCode(() => import('./feed-stream.ts')),
      ({ openFeedStream }) => {
        stream = openFeedStream(start.revision, ports)
      },
    )
    const wake = () => document.visibilityState === 'visible' && stream?.wake()
    const events = ['online', 'offline', 'pageshow'] as const
    for (const name of events) window.addEventListener(name, wake)
    document.addEventListener('visibilitychange', wake)
    return () => {
      for (const name of events) window.removeEventListener(name, wake)
      document.removeEventListener('visibilitychange', wake)
      endFetching()
      stream?.close()
    }
  }, [start, api, fail])

  return connection
}

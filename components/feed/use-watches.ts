import { useCallback, useEffect, useRef, useState } from 'react'
import { useFrame } from '#components/frame/frame-provider.tsx'
import { keepTrying } from '#components/ui/keep-trying.ts'
import type { Watch } from '#lib/watches/watch.ts'

const REFRESH_GAP_MS = 3_000
const FIRST_REFRESH_MS = 300
const EMPTY_POLL_MS = 10_000

/**
 * The watched types with their counts; null while they are being read. `refresh` may be called as often as anything happens:
 * it reads again soon, but at most every 3 s. While nothing is watched it looks by itself whether that has changed.
 */
export function useWatches(): { watches: readonly Watch[] | null; refresh: () => void } {
  const { api, fail } = useFrame()
  const [watches, setWatches] = useState<readonly Watch[] | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const endTrying = useRef<() => void>(() => undefined)
  const readAt = useRef(0)

  const read = useCallback(async () => {
    timer.current = undefined
    readAt.current = performance.now()
    const answer = await api.read<{ watches: Watch[] }>('/api/watches')
    setWatches(answer.watches)
  }, [api])

  const refresh = useCallback(() => {
    const delayMs = Math.max(FIRST_REFRESH_MS, readAt.current + REFRESH_GAP_MS - performance.now())
    // A count that could not be refreshed keeps its old value until it can: nothing else may happen for long.
    timer.current ??= setTimeout(() => {
      endTrying.current()
      endTrying.current = keepTrying(read, () => undefined)
    }, delayMs)
  }, [read])

  useEffect(() => {
    read().catch(fail)
    return () => {
      clearTimeout(timer.current)
      endTrying.current()
      timer.current = undefined
    }
  }, [read, fail])

  const isEmpty = watches?.length === 0
  useEffect(() => {
    if (!isEmpty) return
    const poll = setInterval(() => read().catch(() => undefined), EMPTY_POLL_MS)
    return () => clearInterval(poll)
  }, [isEmpty, read])

  return { watches, refresh }
}

import { useCallback, useEffect, useState } from 'react'
import { useFrame } from '#components/frame/frame-provider.tsx'
import { useRefresher } from '#components/ui/use-refresher.ts'
import type { PortalStanding } from '#lib/portals/standing.ts'
import type { Watch } from '#lib/watches/watch.ts'
import { isPaused } from '../notices/is-paused.ts'
import { toldWatches } from './told-watches.ts'

const REFRESH_GAP_MS = 3_000
const EMPTY_POLL_MS = 10_000
/** While the CRM does not say which types the viewer may hear of. */
const PARTIAL_POLL_MS = 5_000
/** While the portal is closed: its own words are asked for no more often than once a minute. */
const PAUSED_POLL_MS = 15_000

type Watches = {
  readonly watches: readonly Watch[] | null
  /** Something is watched, and the CRM lists none of it for this viewer. */
  readonly isHidden: boolean
  /** Why there may be nothing to show for long; null where nothing is known against the portal. */
  readonly standing: PortalStanding | null
  readonly refresh: () => void
}

/**
 * The watched types with their counts; null while they are being read. `refresh` may be called as often as anything happens:
 * it reads again soon, but at most every 3 s. While nothing is watched, or the CRM has yet to say what this viewer may hear of, it looks
 * by itself whether that has changed.
 */
export function useWatches(): Watches {
  const { api, fail } = useFrame()
  const [watches, setWatches] = useState<readonly Watch[] | null>(null)
  const [isPartial, setPartial] = useState(false)
  const [isHidden, setHidden] = useState(false)
  const [standing, setStanding] = useState<PortalStanding | null>(null)

  const work = useCallback(async () => {
    const answer = await api.read('GET /api/watches')
    setWatches((known) => toldWatches(known, answer))
    setPartial(answer.isPartial === true)
    setHidden(answer.isHidden === true)
    setStanding(answer.standing ?? null)
  }, [api])

  const { read, refresh } = useRefresher(work, REFRESH_GAP_MS)
  useEffect(() => {
    read().catch(fail)
  }, [read, fail])

  const isEmpty = watches?.length === 0
  const isPausedNow = isPaused(standing)
  useEffect(() => {
    if (!isEmpty && !isPartial) return
    const everyMs = isPausedNow ? PAUSED_POLL_MS : isPartial ? PARTIAL_POLL_MS : EMPTY_POLL_MS
    const poll = setInterval(() => read().catch(() => undefined), everyMs)
    return () => clearInterval(poll)
  }, [isEmpty, isPartial, isPausedNow, read])

  return { watches, isHidden, standing, refresh }
}

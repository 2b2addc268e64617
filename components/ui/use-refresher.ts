import { useEffect, useMemo } from 'react'
import { Refresher } from './refresher.ts'

/** A `Refresher` for as long as the screen is there. */
export function useRefresher(work: () => Promise<void>, gapMs: number): Refresher {
  const refresher = useMemo(() => new Refresher(work, gapMs), [work, gapMs])
  useEffect(() => refresher.stop, [refresher])
  return refresher
}

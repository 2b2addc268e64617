import { useCallback, useEffect, useSyncExternalStore } from 'react'
import type { ApiProblem } from '#components/frame/api-problem.ts'
import { useFrame } from '#components/frame/frame-provider.tsx'
import { KeptValue } from '#components/frame/kept-value.ts'
import { keepTrying } from '#components/ui/keep-trying.ts'
import type { SavedView } from '#lib/preferences/preferences.ts'

type Views = {
  /** Null until they are known. */
  readonly views: readonly SavedView[] | null
  readonly problem: ApiProblem | null
  /** The whole list as it shall be. */
  readonly save: (views: readonly SavedView[]) => void
  readonly again: () => void
}

/** Outlives the popup, which may be closed and opened while a save is under way. */
const kept = new KeptValue<readonly SavedView[]>()
const unknown = { value: null, problem: null }

/** The viewer's named filters. Read with each opening, as another device may have changed them, and tried again until they are known. */
export function useViews(): Views {
  const { api } = useFrame()
  const { value, problem } = useSyncExternalStore(kept.subscribe, kept.shown, () => unknown)
  const read = useCallback(() => kept.read(async () => (await api.read('GET /api/preferences')).views), [api])
  useEffect(() => keepTrying(read, () => undefined), [read])

  return {
    views: value,
    problem,
    save: (wanted) => kept.save(wanted, (views) => api.send('PUT /api/preferences', { body: { views } })),
    again() {
      kept.forgive()
      read().catch(() => undefined)
    },
  }
}

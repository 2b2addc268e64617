import { useCallback, useEffect, useSyncExternalStore } from 'react'
import type { ApiProblem } from '#components/frame/api-problem.ts'
import { useFrame } from '#components/frame/frame-provider.tsx'
import { KeptValue } from '#components/frame/kept-value.ts'
import { readPreferences } from '#components/frame/read-preferences.ts'
import { keepTrying } from '#components/ui/keep-trying.ts'
import type { SavedView } from '#lib/preferences/preferences.ts'

type Views = {
  /** Null until they are known. */
  readonly views: readonly SavedView[] | null
  readonly problem: ApiProblem | null
  /** The whole list as it shall be. */
  readonly save: (views: readonly SavedView[]) => void
  /** Without this one, until the answered function brings it back, to where it stood. */
  readonly remove: (view: SavedView) => () => void
  readonly again: () => void
}

/** The list with this view at its former place again; as it is where it holds the view. */
export function withView(views: readonly SavedView[], view: SavedView, index: number): readonly SavedView[] {
  return views.some(({ id }) => id === view.id) ? views : views.toSpliced(index, 0, view)
}

/** Outlives the popup, which may be closed and opened while a save is under way. */
const kept = new KeptValue<readonly SavedView[]>()
const unknown = { value: null, problem: null }

/** The viewer's named filters. Read with each opening, as another device may have changed them, and tried again until they are known. */
export function useViews(): Views {
  const { api } = useFrame()
  const { value, problem } = useSyncExternalStore(kept.subscribe, kept.shown, () => unknown)
  const read = useCallback(() => kept.read(async () => (await readPreferences(api)).views), [api])
  useEffect(() => keepTrying(read, () => undefined), [read])

  function save(wanted: readonly SavedView[]): void {
    kept.save(wanted, (views) => api.send('PUT /api/preferences', { body: { views } }))
  }

  function remove(view: SavedView): () => void {
    const known = kept.shown().value ?? []
    const index = known.findIndex(({ id }) => id === view.id)
    save(known.filter(({ id }) => id !== view.id))
    // Others may have been saved, or deleted, meanwhile.
    return () => save(withView(kept.shown().value ?? [], view, index))
  }

  return {
    views: value,
    problem,
    save,
    remove,
    again() {
      kept.forgive()
      read().catch(() => undefined)
    },
  }
}

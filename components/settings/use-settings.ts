import { useEffect, useState } from 'react'
import { ApiProblem } from '#components/frame/api-problem.ts'
import { useFrame } from '#components/frame/frame-provider.tsx'
import type { EntityTypeChoice, Watch } from '#lib/watches/watch.ts'
import { draftOf, isSameDraft, toWanted, type WatchDraft } from './watch-draft.ts'

export type Settings = {
  readonly types: readonly EntityTypeChoice[]
  /** Watched numbers under which there is another type than there was. */
  readonly renewed: ReadonlySet<number>
  /** Bitrix24 does not announce new items on this portal. */
  readonly isSilent: boolean
  readonly saved: WatchDraft
  readonly draft: WatchDraft
  readonly isChanged: boolean
  readonly phase: 'idle' | 'saving' | 'saved'
  readonly problem: ApiProblem | null
  readonly change: (draft: WatchDraft) => void
  readonly undo: () => void
  readonly save: () => void
}

type Loaded = Pick<Settings, 'types' | 'renewed' | 'isSilent' | 'saved'>

function renewedOf(watches: readonly Watch[]): ReadonlySet<number> {
  return new Set(watches.filter(({ renewedAt }) => renewedAt !== undefined).map(({ entityTypeId }) => entityTypeId))
}

/** What may be watched and what is, with the admin's changes until they are saved; null while it is being read. */
export function useSettings(): Settings | null {
  const { api, fail } = useFrame()
  const [loaded, setLoaded] = useState<Loaded | null>(null)
  const [draft, setDraft] = useState<WatchDraft>(new Map())
  const [phase, setPhase] = useState<Settings['phase']>('idle')
  const [problem, setProblem] = useState<ApiProblem | null>(null)

  useEffect(() => {
    let isCurrent = true
    const reading = Promise.all([api.read('GET /api/entity-types'), api.read('GET /api/watches')])
    reading.then(
      ([{ entityTypes, silent = false }, { watches }]) => {
        if (!isCurrent) return
        setLoaded({
          types: entityTypes,
          renewed: renewedOf(watches),
          isSilent: silent,
          saved: draftOf(watches),
        })
        // A type that the portal has deleted cannot be saved again: saving takes its watch away.
        setDraft(
          draftOf(watches.filter((watch) => entityTypes.some((type) => type.entityTypeId === watch.entityTypeId))),
        )
      },
      (error: unknown) => isCurrent && fail(error),
    )
    return () => {
      isCurrent = false
    }
  }, [api, fail])

  if (loaded === null) return null

  function change(next: WatchDraft): void {
    setDraft(next)
    setPhase('idle')
    setProblem(null)
  }

  async function save(): Promise<void> {
    setPhase('saving')
    setProblem(null)
    try {
      const { watches } = await api.read('PUT /api/watches', { body: toWanted(draft) })
      setLoaded((before) => before && { ...before, renewed: renewedOf(watches), saved: draftOf(watches) })
      setDraft(draftOf(watches))
      setPhase('saved')
    } catch (error) {
      setPhase('idle')
      if (error instanceof ApiProblem && error.status !== 401) setProblem(error)
      else fail(error)
    }
  }

  return {
    types: loaded.types,
    renewed: loaded.renewed,
    isSilent: loaded.isSilent,
    saved: loaded.saved,
    draft,
    isChanged: !isSameDraft(draft, loaded.saved),
    phase,
    problem,
    change,
    undo: () => change(loaded.saved),
    save,
  }
}

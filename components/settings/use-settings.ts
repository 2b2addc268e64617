import { useEffect, useState } from 'react'
import { ApiProblem } from '#components/frame/api-problem.ts'
import { useFrame } from '#components/frame/frame-provider.tsx'
import type { EntityTypeChoice, Watch } from '#lib/watches/watch.ts'
import { type DraftEffects, effectsOf } from './draft-effects.ts'
import { recallChanges, rememberChanges } from './stored-draft.ts'
import { changesOf, draftOf, toWanted, type WatchDraft, withChanges } from './watch-draft.ts'

export type Settings = {
  readonly types: readonly EntityTypeChoice[]
  /** Watched numbers under which there is another type than there was. */
  readonly renewed: ReadonlySet<number>
  /** Bitrix24 does not announce new items on this portal. */
  readonly isSilent: boolean
  readonly saved: WatchDraft
  readonly draft: WatchDraft
  readonly isChanged: boolean
  /** What saving would do, or what it has done where it is saved. */
  readonly effects: DraftEffects
  readonly phase: 'idle' | 'saving' | 'saved'
  readonly problem: ApiProblem | null
  readonly change: (draft: WatchDraft) => void
  readonly undo: () => void
  readonly save: () => void
}

type Loaded = Pick<Settings, 'types' | 'renewed' | 'isSilent' | 'saved'> & { readonly watches: readonly Watch[] }

function renewedOf(watches: readonly Watch[]): ReadonlySet<number> {
  return new Set(watches.filter(({ renewedAt }) => renewedAt !== undefined).map(({ entityTypeId }) => entityTypeId))
}

/** A type that the portal has deleted cannot be saved again: saving takes its watch away. */
function ofTypes(draft: WatchDraft, types: readonly EntityTypeChoice[]): WatchDraft {
  const known = new Set(types.map(({ entityTypeId }) => entityTypeId))
  return new Map([...draft].filter(([entityTypeId]) => known.has(entityTypeId)))
}

/**
 * What may be watched and what is, with the admin's changes until they are saved; null while it is being read.
 * @param owner whose changes they are, of which portal.
 */
export function useSettings(owner: string): Settings | null {
  const { api, fail } = useFrame()
  const [loaded, setLoaded] = useState<Loaded | null>(null)
  const [draft, setDraft] = useState<WatchDraft>(new Map())
  const [done, setDone] = useState<DraftEffects | null>(null)
  const [isSaving, setSaving] = useState(false)
  const [problem, setProblem] = useState<ApiProblem | null>(null)

  useEffect(() => {
    let isCurrent = true
    const reading = Promise.all([
      api.read('GET /api/entity-types', { query: { counts: 'true' } }),
      api.read('GET /api/watches'),
    ])
    reading.then(
      ([{ entityTypes, silent = false }, { watches }]) => {
        if (!isCurrent) return
        const saved = draftOf(watches)
        setLoaded({ types: entityTypes, watches, renewed: renewedOf(watches), isSilent: silent, saved })
        setDraft(ofTypes(withChanges(saved, recallChanges(owner)), entityTypes))
      },
      (error: unknown) => isCurrent && fail(error),
    )
    return () => {
      isCurrent = false
    }
  }, [api, fail, owner])

  if (loaded === null) return null

  const { types, renewed, isSilent, saved } = loaded
  const effects = effectsOf(loaded, draft)

  function change(next: WatchDraft): void {
    rememberChanges(owner, changesOf(saved, next))
    setDraft(next)
    setDone(null)
    setProblem(null)
  }

  async function save(): Promise<void> {
    setSaving(true)
    setProblem(null)
    try {
      const { watches } = await api.read('PUT /api/watches', { body: toWanted(draft) })
      rememberChanges(owner, new Map())
      setLoaded((before) => before && { ...before, watches, renewed: renewedOf(watches), saved: draftOf(watches) })
      setDraft(draftOf(watches))
      setDone(effects)
    } catch (error) {
      if (error instanceof ApiProblem && error.status !== 401) setProblem(error)
      else fail(error)
    }
    setSaving(false)
  }

  return {
    ...{ types, renewed, isSilent, saved, draft, problem, change, save },
    isChanged: changesOf(saved, draft).size > 0,
    effects: done ?? effects,
    phase: isSaving ? 'saving' : done === null ? 'idle' : 'saved',
    undo: () => change(ofTypes(saved, types)),
  }
}

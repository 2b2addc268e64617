import type { Body } from '#lib/http/contract.ts'
import type { EntityTypeChoice, History, Visibility, Watch } from '#lib/watches/watch.ts'

/** Who sees the items of a ticked type, and where its feed begins: the latter matters for a type that is not watched yet. */
export type WatchChoice = { readonly visibility: Visibility; readonly history: History }

/** What the admin has ticked so far, by entityTypeId. */
export type WatchDraft = ReadonlyMap<number, WatchChoice>

export function draftOf(watches: readonly Watch[]): WatchDraft {
  return new Map(watches.map(({ entityTypeId, visibility }) => [entityTypeId, { visibility, history: 'none' }]))
}

/** A type is watched as in the CRM and from now on, until somebody says otherwise. */
export function tick(draft: WatchDraft, entityTypeId: number, isOn: boolean): WatchDraft {
  const next = new Map(draft)
  if (isOn) next.set(entityTypeId, { visibility: 'crm', history: 'none' })
  else next.delete(entityTypeId)
  return next
}

export function choose(draft: WatchDraft, entityTypeId: number, choice: Partial<WatchChoice>): WatchDraft {
  const { visibility = 'crm', history = 'none' } = { ...draft.get(entityTypeId), ...choice }
  return new Map(draft).set(entityTypeId, { visibility, history })
}

/** What differs from what is saved: the choice of a type, or null where it is no longer ticked. */
export type DraftChanges = ReadonlyMap<number, WatchChoice | null>

/** Where the feed begins says something of a type only that is not watched yet. */
export function changesOf(saved: WatchDraft, draft: WatchDraft): DraftChanges {
  const chosen = [...draft].filter(([id, { visibility }]) => saved.get(id)?.visibility !== visibility)
  const unticked = [...saved.keys()].filter((id) => !draft.has(id))
  return new Map<number, WatchChoice | null>([...chosen, ...unticked.map((id) => [id, null] as const)])
}

/** The changes upon what is saved by now, which may be another set than they were made upon. */
export function withChanges(saved: WatchDraft, changes: DraftChanges): WatchDraft {
  const draft = new Map(saved)
  for (const [entityTypeId, choice] of changes) {
    if (choice === null) draft.delete(entityTypeId)
    else draft.set(entityTypeId, choice)
  }
  return draft
}

export function toWanted(draft: WatchDraft): Body<'PUT /api/watches'> {
  return { watches: [...draft].map(([entityTypeId, choice]) => ({ entityTypeId, ...choice })) }
}

/** Types whose title holds every word of the query, in any case; a number also finds its type. */
export function findTypes(types: readonly EntityTypeChoice[], query: string): EntityTypeChoice[] {
  const words = query.toLocaleLowerCase().split(/\s+/).filter(Boolean)
  return types.filter(({ title, entityTypeId }) => {
    const text = `${title.toLocaleLowerCase()} ${entityTypeId}`
    return words.every((word) => text.includes(word))
  })
}

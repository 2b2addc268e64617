import type { EntityTypeChoice, Watch } from '#lib/watches/watch.ts'
import { changesOf, type WatchDraft } from './watch-draft.ts'

type Named = { readonly entityTypeId: number; readonly title: string }

/** What saving a draft does to everybody's feed. */
export type DraftEffects = {
  readonly ticked: readonly Named[]
  /** Ticked to begin with older items. */
  readonly tickedHistory: readonly Named[]
  /** With how many items of each leave the feed, as far as it is known. */
  readonly unticked: readonly (Named & { readonly itemCount: number | null })[]
  /** To everybody in the portal: those that were open to whom the CRM lets, or not watched. */
  readonly opened: readonly Named[]
  readonly closed: readonly Named[]
}

export function effectsOf({ types, watches, saved }: Known, draft: WatchDraft): DraftEffects {
  const titles = new Map([...watches, ...types].map(({ entityTypeId, title }) => [entityTypeId, title]))
  const counts = new Map(watches.map(({ entityTypeId, itemCount }) => [entityTypeId, itemCount]))
  const changes = [...changesOf(saved, draft)].map(([entityTypeId, choice]) => ({
    choice,
    entityTypeId,
    title: titles.get(entityTypeId) ?? String(entityTypeId),
    itemCount: counts.get(entityTypeId) ?? null,
  }))
  const isNew = ({ entityTypeId }: Named) => !saved.has(entityTypeId)
  const ticked = changes.filter((each) => each.choice !== null && isNew(each))
  return {
    ticked: ticked.filter(({ choice }) => choice?.history === 'none'),
    tickedHistory: ticked.filter(({ choice }) => choice?.history !== 'none'),
    unticked: changes.filter(({ choice }) => choice === null),
    opened: changes.filter(({ choice }) => choice?.visibility === 'portal'),
    closed: changes.filter((each) => each.choice?.visibility === 'crm' && !isNew(each)),
  }
}

type Known = {
  readonly types: readonly EntityTypeChoice[]
  readonly watches: readonly Watch[]
  readonly saved: WatchDraft
}

/** Others would lose rows, or see what the CRM hides from them: whoever saves that is asked first. */
export function isHarmful({ unticked, opened }: DraftEffects): boolean {
  return opened.length > 0 || unticked.some(({ itemCount }) => itemCount !== 0)
}

import type { SavedView } from './preferences.ts'

export const maxViews = 50

/** A view that the version before this one does not know how to read, and its place among the others. */
export type LaterView = { readonly at: number; readonly view: SavedView }

export type StoredViews = { readonly views: readonly SavedView[]; readonly laterViews: readonly LaterView[] }

/**
 * Views as they are stored: what the version before this one does not understand stands apart. While both run it would take all of them for
 * never saved, and save its own over them.
 */
export function toStoredViews(all: readonly SavedView[]): StoredViews {
  const laterViews = all.flatMap((view, at) => (isLater(view) ? [{ at, view }] : []))
  return { views: all.filter((view) => !isLater(view)), laterViews }
}

/**
 * All of them, each at its place again, as far as there is that many others. The version before may have filled the list that it sees: what
 * stands behind the last that may be saved goes, or nothing could be saved any more.
 */
export function fromStoredViews({ views, laterViews }: StoredViews): readonly SavedView[] {
  const all = laterViews.reduce<readonly SavedView[]>(
    (known, { at, view }) => (known.some(({ id }) => id === view.id) ? known : known.toSpliced(at, 0, view)),
    views,
  )
  return all.slice(0, maxViews)
}

function isLater({ filter: { assignedTo, stageId = '', day } }: SavedView): boolean {
  return assignedTo === 0 || day !== undefined || stageId.length > 100
}

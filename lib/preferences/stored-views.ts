import type { SavedView } from './preferences.ts'

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

/** All of them, each at its place again, as far as there is that many others. */
export function fromStoredViews({ views, laterViews }: StoredViews): readonly SavedView[] {
  return laterViews.reduce<readonly SavedView[]>(
    (all, { at, view }) => (all.some(({ id }) => id === view.id) ? all : all.toSpliced(at, 0, view)),
    views,
  )
}

function isLater({ filter: { assignedTo, stageId = '', day } }: SavedView): boolean {
  return assignedTo === 0 || day !== undefined || stageId.length > 100
}

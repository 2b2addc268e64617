import type { FeedItem, Named } from '#lib/feed/feed-item.ts'

export type StageChoice = { readonly id: string; readonly name: string; readonly entityTypeId: number }
export type CategoryChoice = Named & { readonly entityTypeId: number }

/** Whom and what one may filter by: everything with a name that has been on this screen, and people also without one. */
export type FilterNames = {
  readonly people: ReadonlyMap<number, string>
  readonly stages: ReadonlyMap<string, StageChoice>
  readonly categories: ReadonlyMap<number, CategoryChoice>
}

export const noNames: FilterNames = { people: new Map(), stages: new Map(), categories: new Map() }

/** What was known, and what these items name besides. */
export function withNames(known: FilterNames, items: readonly FeedItem[]): FilterNames {
  const people = new Map(known.people)
  const stages = new Map(known.stages)
  const categories = new Map(known.categories)
  for (const { entityTypeId, createdBy, assignedTo, stage, category } of items) {
    for (const person of [createdBy, assignedTo]) if (person !== null) people.set(person.id, person.name)
    if (stage?.name) stages.set(stage.id, { id: stage.id, name: stage.name, entityTypeId })
    if (category?.name) categories.set(category.id, { ...category, entityTypeId })
  }
  return { people, stages, categories }
}

import type { Pipeline } from '#lib/actions/pipeline.ts'
import type { FeedItem, Named } from '#lib/feed/feed-item.ts'

/** `pipeline` is empty where the type is not divided, or none is named. */
export type StageName = {
  readonly id: string
  readonly name: string
  readonly entityTypeId: number
  readonly pipeline: string
}
export type CategoryChoice = Named & { readonly entityTypeId: number }

/**
 * Whom and what one may filter by: the CRM's pipelines and stages in their order, everything else with a name that has been on this screen,
 * and people also without one.
 */
export type FilterNames = {
  readonly people: ReadonlyMap<number, string>
  readonly stages: ReadonlyMap<string, StageName>
  readonly categories: ReadonlyMap<number, CategoryChoice>
}

export const noNames: FilterNames = { people: new Map(), stages: new Map(), categories: new Map() }

/** What was known, and what these items name besides. */
export function withNames(known: FilterNames, items: readonly FeedItem[]): FilterNames {
  const people = new Map(known.people)
  const stages = new Map(known.stages)
  const categories = new Map(known.categories)
  for (const { entityTypeId, createdBy, assignedTo, stage, category } of items) {
    for (const person of [createdBy, assignedTo])
      if (person !== null && (person.name !== '' || !people.has(person.id))) people.set(person.id, person.name)
    if (stage?.name)
      stages.set(stage.id, { id: stage.id, name: stage.name, entityTypeId, pipeline: category?.name ?? '' })
    if (category?.name) categories.set(category.id, { ...category, entityTypeId })
  }
  return { people, stages, categories }
}

/** What was known, and these people of the portal. */
export function withPeople(known: FilterNames, people: readonly Named[]): FilterNames {
  return { ...known, people: new Map([...known.people, ...people.map(({ id, name }) => [id, name] as const)]) }
}

/** What was known, behind what the CRM tells, in the CRM's order. */
export function withPipelines(known: FilterNames, pipelines: readonly Pipeline[]): FilterNames {
  const named = pipelines.filter(({ name }) => name !== '')
  const stages = pipelines.flatMap(({ entityTypeId, name: pipeline, stages: all }) =>
    all.flatMap(({ id, name }) => (name === '' ? [] : [[id, { id, name, entityTypeId, pipeline }] as const])),
  )
  const categories = named.map(({ id, name, entityTypeId }) => [id, { id, name, entityTypeId }] as const)
  return {
    people: known.people,
    stages: withRest(new Map(stages), known.stages),
    categories: withRest(new Map(categories), known.categories),
  }
}

function withRest<Key, Value>(first: Map<Key, Value>, rest: ReadonlyMap<Key, Value>): Map<Key, Value> {
  for (const [key, value] of rest) if (!first.has(key)) first.set(key, value)
  return first
}

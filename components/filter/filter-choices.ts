import { personName } from '#components/feed/rows/person-name.ts'
import type { Translate } from '#components/frame/language-provider.tsx'
import type { Watch } from '#lib/watches/watch.ts'
import type { Choice } from './choice-field.tsx'
import type { FilterNames } from './filter-names.ts'

type Placed = { readonly name: string; readonly entityTypeId: number }

function byLabel(one: Choice, other: Choice): number {
  return one.label.localeCompare(other.label)
}

/** Of one type alone where a type is chosen; otherwise each is told apart by its type's title. */
function label({ name, entityTypeId }: Placed, watches: readonly Watch[], only: number | undefined): string {
  const title = watches.find((watch) => watch.entityTypeId === entityTypeId)?.title
  return only === undefined && title !== undefined ? `${name} · ${title}` : name
}

function isOffered({ entityTypeId }: Placed, only: number | undefined): boolean {
  return only === undefined || only === entityTypeId
}

export function peopleChoices(t: Translate, { people }: FilterNames): Choice[] {
  return [...people].map(([id, name]) => ({ value: String(id), label: personName(t, { id, name }) })).sort(byLabel)
}

export function stageChoices({ stages }: FilterNames, watches: readonly Watch[], only: number | undefined): Choice[] {
  const offered = [...stages.values()].filter((stage) => isOffered(stage, only))
  return offered.map((stage) => ({ value: stage.id, label: label(stage, watches, only) })).sort(byLabel)
}

export function categoryChoices(
  { categories }: FilterNames,
  watches: readonly Watch[],
  only: number | undefined,
): Choice[] {
  const offered = [...categories.values()].filter((category) => isOffered(category, only))
  return offered
    .map((category) => ({ value: String(category.id), label: label(category, watches, only) }))
    .sort(byLabel)
}

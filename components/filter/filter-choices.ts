import { personName } from '#components/feed/rows/person-name.ts'
import type { Translate } from '#components/frame/language-provider.tsx'
import type { Watch } from '#lib/watches/watch.ts'
import type { Choice } from './choice-list.tsx'
import type { FilterNames, StageName } from './filter-names.ts'

type Placed = { readonly name: string; readonly entityTypeId: number }

function byLabel(one: Choice, other: Choice): number {
  return one.label.localeCompare(other.label)
}

/** Of one type alone where a type is chosen; otherwise each is told apart by its type's title. */
function placed(label: string, { entityTypeId }: Placed, watches: readonly Watch[], only: number | undefined): string {
  const title = watches.find((watch) => watch.entityTypeId === entityTypeId)?.title
  return only === undefined && title !== undefined ? `${label} · ${title}` : label
}

/** Those of the type whose tab is open, or of all types in the order of their tabs; within a type as they came. */
function offered<P extends Placed>(all: Iterable<P>, watches: readonly Watch[], only: number | undefined): P[] {
  const place = ({ entityTypeId }: Placed) => watches.findIndex((watch) => watch.entityTypeId === entityTypeId)
  const mine = [...all].filter(({ entityTypeId }) => only === undefined || only === entityTypeId)
  return mine.sort((one, other) => place(one) - place(other))
}

export function peopleChoices(t: Translate, { people }: FilterNames): Choice[] {
  return [...people].map(([id, name]) => ({ value: String(id), label: personName(t, { id, name }) })).sort(byLabel)
}

/** What a stage is called: with its pipeline where another one of its type has a stage of that name. */
export function stageLabel(stage: StageName, { stages }: FilterNames): string {
  const { name, pipeline, entityTypeId } = stage
  const isRepeated = [...stages.values()].some(
    (other) => other.name === name && other.entityTypeId === entityTypeId && other.id !== stage.id,
  )
  return isRepeated && pipeline !== '' ? `${name} · ${pipeline}` : name
}

export function stageChoices(names: FilterNames, watches: readonly Watch[], only: number | undefined): Choice[] {
  return offered(names.stages.values(), watches, only).map((stage) => ({
    value: stage.id,
    label: placed(stageLabel(stage, names), stage, watches, only),
  }))
}

export function categoryChoices(
  { categories }: FilterNames,
  watches: readonly Watch[],
  only: number | undefined,
): Choice[] {
  return offered(categories.values(), watches, only).map((category) => ({
    value: String(category.id),
    label: placed(category.name, category, watches, only),
  }))
}

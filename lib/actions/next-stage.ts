/** A stage as a person may choose it. */
export type StageChoice = {
  readonly id: string
  readonly name: string
  readonly color: string | null
  readonly semantics: 'S' | 'F' | null
  readonly sort: number
}

/**
 * The stage that follows: the next in the category's order that is not a failure. Null on a final stage, on one that the
 * category does not have, for types without stages, and where the next one has no name to be chosen by.
 */
export function nextStage(stages: readonly StageChoice[], stageId: string | null): StageChoice | null {
  const current = stages.find((stage) => stage.id === stageId)
  if (!current || current.semantics !== null) return null
  let next: StageChoice | null = null
  for (const stage of stages) {
    if (stage.sort <= current.sort || stage.semantics === 'F') continue
    if (!next || stage.sort < next.sort) next = stage
  }
  return next?.name ? next : null
}

/** The category that a stage belongs to: its id names it, `DT{entityTypeId}_{categoryId}:{code}` (api-reference/crm/status). */
export function categoryOfStage(stageId: string): number | null {
  const id = /^DT\d+_(\d{1,15}):/.exec(stageId)?.[1]
  return id === undefined ? null : Number(id)
}

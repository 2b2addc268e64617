import type { Choice } from '#components/filter/choice-list.tsx'
import { categoryOfStage } from '#lib/actions/next-stage.ts'
import type { NotifyRule } from '#lib/notify/notify-rule.ts'

/** People with the viewer before all others, whether or not that one has been on the screen. */
export function meFirst(me: string, people: readonly Choice[], viewerId: number): Choice[] {
  const value = String(viewerId)
  return [{ value, label: me }, ...people.filter((person) => person.value !== value)]
}

/** The stages of one pipeline, where one is chosen. */
export function stagesOf(stages: readonly Choice[], categoryId: number | undefined): readonly Choice[] {
  return categoryId === undefined ? stages : stages.filter(({ value }) => categoryOfStage(value) === categoryId)
}

type Optional = 'categoryId' | 'assignedToId' | 'actor'

/** The rule with this condition, or without it. */
export function setCondition<Key extends Optional>(rule: NotifyRule, key: Key, value: NotifyRule[Key]): NotifyRule {
  const { [key]: _, ...rest } = rule
  return (value === undefined ? rest : { ...rest, [key]: value }) as NotifyRule
}

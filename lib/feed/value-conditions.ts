import type { PresentItem } from './feed-item.ts'

/** What conditions look at: a row that comes live, or the part of one that a rule knows. */
type Item = Partial<PresentItem>

type Condition<Kind extends string, Value> = {
  readonly kind: Kind
  /** What the item has there. */
  readonly of: (item: Item) => Value | null | undefined
}

const id = (of: Condition<'id', number>['of']) => ({ kind: 'id', of }) as const
const text = (maxLength: number, of: Condition<'text', string>['of']) => ({ kind: 'text', maxLength, of }) as const
const choice = <Value extends string>(values: readonly Value[], of: Condition<'choice', Value>['of']) =>
  ({ kind: 'choice', values, of }) as const

/**
 * Conditions that ask for one value: what they are called in an address, which values there are, and what they look at in an item. The
 * filter's type, its schema, its parameters and its answer in the browser follow from this list, and what a rule of notifications means by the
 * same words;
 * its columns stand in `filter-sql.ts`, its words in `components/filter/condition-words.ts`.
 */
export const valueConditions = {
  entityTypeId: id((item) => item.entityTypeId),
  createdBy: id((item) => item.createdBy?.id),
  assignedTo: id((item) => item.assignedTo?.id),
  categoryId: id((item) => item.categoryId),
  stageId: text(100, (item) => item.stage?.id),
  actor: choice(['person', 'automation', 'unknown'], (item) => item.actor),
  source: choice(['event', 'catch-up'], (item) => item.source),
} as const

export type ValueKey = keyof typeof valueConditions
export type ValueFilter = {
  readonly [Key in ValueKey]?: NonNullable<ReturnType<(typeof valueConditions)[Key]['of']>>
}

export const valueKeys = Object.keys(valueConditions) as ValueKey[]

/** Whether an item has every value that is asked for. */
export function hasValues(item: Item, wanted: ValueFilter): boolean {
  return valueKeys.every((key) => wanted[key] === undefined || wanted[key] === valueConditions[key].of(item))
}

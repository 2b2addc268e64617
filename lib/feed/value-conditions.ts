import type { PresentItem } from './feed-item.ts'

/** What conditions look at: a row that comes live, or the part of one that a rule knows. */
type Item = Partial<PresentItem>

type Condition<Kind extends string, Value> = {
  readonly kind: Kind
  /** What the item has there. */
  readonly of: (item: Item) => Value | null | undefined
}

/** 0 stands for none. */
const idOrNone = (of: Condition<'idOrNone', number>['of']) => ({ kind: 'idOrNone', of }) as const
const id = (of: Condition<'id', number>['of']) => ({ kind: 'id', of }) as const
/** One of several, which commas separate. */
const texts = (maxLength: number, of: Condition<'texts', string>['of']) => ({ kind: 'texts', maxLength, of }) as const
const choice = <Value extends string>(values: readonly Value[], of: Condition<'choice', Value>['of']) =>
  ({ kind: 'choice', values, of }) as const

/**
 * Conditions that ask for a value: what they are called in an address, which values there are, and what they look at in an item. The
 * filter's type, its schema, its parameters and its answer in the browser follow from this list, and what a rule of notifications means by the
 * same words;
 * its columns stand in `filter-sql.ts`, its words in `components/filter/condition-words.ts`.
 */
export const valueConditions = {
  entityTypeId: id((item) => item.entityTypeId),
  createdBy: id((item) => item.createdBy?.id),
  assignedTo: idOrNone((item) => item.assignedTo?.id ?? 0),
  categoryId: id((item) => item.categoryId),
  stageId: texts(2_000, (item) => item.stage?.id),
  actor: choice(['person', 'automation', 'unknown'], (item) => item.actor),
  source: choice(['event', 'catch-up'], (item) => item.source),
} as const

export type ValueKey = keyof typeof valueConditions
export type ValueFilter = {
  readonly [Key in ValueKey]?: NonNullable<ReturnType<(typeof valueConditions)[Key]['of']>>
}

export const valueKeys = Object.keys(valueConditions) as ValueKey[]

/** The values that a condition asks for one of. */
export function severalIn(asked: string): string[] {
  return asked.split(',').filter(Boolean)
}

/** Whether an item has every value that is asked for. */
export function hasValues(item: Item, wanted: ValueFilter): boolean {
  return valueKeys.every((key) => wanted[key] === undefined || hasValue(key, item, wanted[key]))
}

function hasValue(key: ValueKey, item: Item, asked: string | number): boolean {
  const { kind, of } = valueConditions[key]
  const value = of(item)
  return kind === 'texts' ? severalIn(String(asked)).includes(String(value ?? '')) : value === asked
}

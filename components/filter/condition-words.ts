import { personName } from '#components/feed/rows/person-name.ts'
import type { Translate } from '#components/frame/language-provider.tsx'
import type { ValueFilter, ValueKey } from '#lib/feed/value-conditions.ts'
import type { MessageKey } from '#lib/language/translate.ts'
import type { Watch } from '#lib/watches/watch.ts'
import type { Choice } from './choice-field.tsx'
import { categoryChoices, peopleChoices, stageChoices } from './filter-choices.ts'
import type { FilterNames } from './filter-names.ts'

/** What the form knows to offer choices from; `only` is the type whose tab is open. */
type Offer = {
  readonly t: Translate
  readonly names: FilterNames
  readonly watches: readonly Watch[]
  readonly only: number | undefined
}

type Words<Value> = {
  /** In force, as a chip. */
  readonly chip: (t: Translate, value: Value, names: FilterNames) => string
  /** In the form, where it is chosen from what has been on the screen; what has a control of its own there has none of it. */
  readonly field?: {
    readonly label: MessageKey
    readonly choices: (offer: Offer) => Choice[]
    /** What a chosen value that is not among the choices is called. */
    readonly unlisted: (t: Translate, value: string) => string
  }
}

const person = (t: Translate, id: number, names: FilterNames) => personName(t, { id, name: names.people.get(id) ?? '' })
const unlistedPerson = (t: Translate, id: string) => t('name.person', { id })
const unknown = (t: Translate) => t('name.unknown')
const people = ({ t, names }: Offer) => peopleChoices(t, names)

/** Each condition that asks for one value, in words; but for the type, which the tabs say. In the order of the form. */
export const conditionWords: {
  readonly [Key in Exclude<ValueKey, 'entityTypeId'>]: Words<NonNullable<ValueFilter[Key]>>
} = {
  createdBy: {
    chip: (t, id, names) => t('filter.chip.createdBy', { name: person(t, id, names) }),
    field: { label: 'filter.createdBy', choices: people, unlisted: unlistedPerson },
  },
  assignedTo: {
    chip: (t, id, names) => t('filter.chip.assignedTo', { name: person(t, id, names) }),
    field: { label: 'filter.assignedTo', choices: people, unlisted: unlistedPerson },
  },
  stageId: {
    chip: (t, id, { stages }) => t('filter.chip.stage', { name: stages.get(id)?.name ?? unknown(t) }),
    field: {
      label: 'filter.stage',
      choices: ({ names, watches, only }) => stageChoices(names, watches, only),
      unlisted: unknown,
    },
  },
  categoryId: {
    chip: (t, id, { categories }) => t('filter.chip.category', { name: categories.get(id)?.name ?? unknown(t) }),
    field: {
      label: 'filter.category',
      choices: ({ names, watches, only }) => categoryChoices(names, watches, only),
      unlisted: unknown,
    },
  },
  actor: { chip: (t, actor) => t(`filter.actor.${actor}`) },
  source: { chip: (t, source) => t(`filter.source.${source}`) },
}

type WordedKey = keyof typeof conditionWords
export const wordedKeys = Object.keys(conditionWords) as WordedKey[]

/** One condition of a filter as a chip; null where it is not in force. */
export function chipText(t: Translate, key: WordedKey, filter: ValueFilter, names: FilterNames): string | null {
  const value = filter[key]
  const { chip } = conditionWords[key] as Words<typeof value>
  return value === undefined ? null : chip(t, value, names)
}

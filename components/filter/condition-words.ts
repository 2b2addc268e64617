import { personName } from '#components/feed/rows/person-name.ts'
import type { Translate } from '#components/frame/language-provider.tsx'
import { severalIn, type ValueFilter, type ValueKey } from '#lib/feed/value-conditions.ts'
import type { MessageKey } from '#lib/language/translate.ts'
import type { Watch } from '#lib/watches/watch.ts'
import type { Choice } from './choice-list.tsx'
import { categoryChoices, peopleChoices, stageChoices, stageLabel } from './filter-choices.ts'
import type { FilterNames } from './filter-names.ts'

/** What chips are written with. */
type Writing = { readonly t: Translate; readonly locale: string; readonly names: FilterNames }

/** What the form knows to offer choices from; `only` is the type whose tab is open. */
type Offer = {
  readonly t: Translate
  readonly names: FilterNames
  readonly watches: readonly Watch[]
  readonly only: number | undefined
}

type Words<Value> = {
  /** In force, as a chip. */
  readonly chip: (writing: Writing, value: Value) => string
  /** In the form, where it is chosen from a list; what has a control of its own there has none of it. */
  readonly field?: {
    readonly label: MessageKey
    readonly choices: (offer: Offer) => readonly Choice[]
    /** The portal has more of them than have been on the screen: they are looked up as they are typed. */
    readonly isOfPeople?: true
    /** What a chosen value that is not among the choices is called. */
    readonly unlisted: (t: Translate, value: string) => string
  }
}

const person = ({ t, names }: Writing, id: number) => personName(t, { id, name: names.people.get(id) ?? '' })
const unlistedPerson = (t: Translate, id: string) => t('name.person', { id })
const unknown = (t: Translate) => t('name.unknown')
const people = ({ t, names }: Offer) => peopleChoices(t, names)
const nobody = ({ t }: Pick<Offer, 't'>): Choice => ({ value: '0', label: t('views.unassigned') })

function stageNames({ t, locale, names }: Writing, ids: string): string {
  const all = severalIn(ids).map((id) => {
    const stage = names.stages.get(id)
    return stage === undefined ? unknown(t) : stageLabel(stage, names)
  })
  return new Intl.ListFormat(locale, { type: 'disjunction' }).format(all)
}

/** Each condition that asks for a value, in words; but for the type, which the tabs say. In the order of the form. */
export const conditionWords: {
  readonly [Key in Exclude<ValueKey, 'entityTypeId'>]: Words<NonNullable<ValueFilter[Key]>>
} = {
  createdBy: {
    chip: (writing, id) => writing.t('filter.chip.createdBy', { name: person(writing, id) }),
    field: { label: 'filter.createdBy', choices: people, unlisted: unlistedPerson, isOfPeople: true },
  },
  assignedTo: {
    chip: (writing, id) =>
      id === 0 ? nobody(writing).label : writing.t('filter.chip.assignedTo', { name: person(writing, id) }),
    field: {
      label: 'filter.assignedTo',
      choices: (offer) => [nobody(offer), ...people(offer)],
      unlisted: unlistedPerson,
      isOfPeople: true,
    },
  },
  stageId: {
    chip: (writing, ids) => writing.t('filter.chip.stage', { name: stageNames(writing, ids) }),
    field: {
      label: 'filter.stage',
      choices: ({ names, watches, only }) => stageChoices(names, watches, only),
      unlisted: unknown,
    },
  },
  categoryId: {
    chip: ({ t, names }, id) => t('filter.chip.category', { name: names.categories.get(id)?.name ?? unknown(t) }),
    field: {
      label: 'filter.category',
      choices: ({ names, watches, only }) => categoryChoices(names, watches, only),
      unlisted: unknown,
    },
  },
  actor: { chip: ({ t }, actor) => t(`filter.actor.${actor}`) },
  source: { chip: ({ t }, source) => t(`filter.source.${source}`) },
}

type WordedKey = keyof typeof conditionWords
export const wordedKeys = Object.keys(conditionWords) as WordedKey[]

/** One condition of a filter as a chip; null where it is not in force. */
export function chipText(writing: Writing, key: WordedKey, filter: ValueFilter): string | null {
  const value = filter[key]
  const { chip } = conditionWords[key] as Words<typeof value>
  return value === undefined ? null : chip(writing, value)
}

import { type FormEvent, useState } from 'react'
import { useText } from '#components/frame/language-provider.tsx'
import { Button } from '#components/ui/button.tsx'
import type { FeedFilter } from '#lib/feed/feed-filter.ts'
import { severalIn, type ValueFilter, type ValueKey, valueConditions } from '#lib/feed/value-conditions.ts'
import type { Watch } from '#lib/watches/watch.ts'
import { ActorField } from './actor-field.tsx'
import { CheckField } from './check-field.tsx'
import { ChoiceField } from './choice-field.tsx'
import { ChoicesField } from './choices-field.tsx'
import { conditionWords, wordedKeys } from './condition-words.ts'
import { DateField } from './date-field.tsx'
import type { FilterNames } from './filter-names.ts'
import { dayOfEdge, edgeOfDay } from './local-day.ts'
import { usePeopleSearch } from './use-people-search.ts'

type FilterFormProps = {
  readonly filter: FeedFilter
  readonly names: FilterNames
  readonly watches: readonly Watch[]
  readonly onApply: (filter: FeedFilter) => void
}

/** What was chosen, as the filter has it. */
function chosenValue<Key extends ValueKey>(key: Key, text: string | undefined): ValueFilter[Key] | undefined {
  if (text === undefined) return undefined
  return (/^id/.test(valueConditions[key].kind) ? Number(text) : text) as ValueFilter[Key]
}

/** The filter as a form: nothing happens before "Find". */
export function FilterForm({ filter, names, watches, onApply }: FilterFormProps) {
  const t = useText()
  const [draft, setDraft] = useState(filter)
  const findPeople = usePeopleSearch()

  function set<Key extends keyof FeedFilter>(key: Key, value: FeedFilter[Key] | undefined): void {
    setDraft(({ [key]: _, ...rest }) => (value === undefined ? rest : { ...rest, [key]: value }) as FeedFilter)
  }

  function submit(event: FormEvent): void {
    event.preventDefault()
    onApply(draft)
  }

  const { actor, from, to } = draft
  return (
    <form onSubmit={submit} className="grid min-w-0 content-start gap-4 p-4 sm:p-5">
      <div className="grid items-start gap-x-4 gap-y-3 sm:grid-cols-2">
        {wordedKeys.map((key) => {
          const { field } = conditionWords[key]
          if (field === undefined) return null
          const shared = {
            label: t(field.label),
            choices: field.choices({ t, names, watches, only: filter.entityTypeId }),
            unlisted: (value: string) => field.unlisted(t, value),
          }
          const value = draft[key]?.toString()
          return valueConditions[key].kind === 'texts' ? (
            <ChoicesField
              key={key}
              {...shared}
              values={severalIn(value ?? '')}
              onChange={(values) => set(key, values.length === 0 ? undefined : values.join(','))}
            />
          ) : (
            <ChoiceField
              key={key}
              {...shared}
              value={value}
              onChange={(one) => set(key, chosenValue(key, one))}
              onSearch={field.isOfPeople && findPeople}
            />
          )
        })}
        <DateField
          label={t('filter.from')}
          value={dayOfEdge(from, 'from')}
          onChange={(day) => set('from', edgeOfDay(day, 'from'))}
        />
        <DateField
          label={t('filter.to')}
          value={dayOfEdge(to, 'to')}
          onChange={(day) => set('to', edgeOfDay(day, 'to'))}
        />
        <ActorField value={actor} onChange={(value) => set('actor', value)} />
        <div className="grid content-end gap-1">
          <CheckField
            label={t('filter.unread')}
            isChecked={draft.unread === true}
            onChange={(isChecked) => set('unread', isChecked ? true : undefined)}
          />
          <CheckField
            label={t('filter.source.catch-up')}
            isChecked={draft.source === 'catch-up'}
            onChange={(isChecked) => set('source', isChecked ? 'catch-up' : undefined)}
          />
        </div>
      </div>
      <div className="sticky bottom-0 -mx-4 -mb-4 flex gap-2 bg-card px-4 py-3 sm:-mx-5 sm:-mb-5 sm:px-5 sm:py-4">
        <Button type="submit" data-testid="apply-filter">
          {t('filter.apply')}
        </Button>
        <Button
          kind="plain"
          onClick={() => onApply(filter.entityTypeId === undefined ? {} : { entityTypeId: filter.entityTypeId })}
        >
          {t('filter.clear')}
        </Button>
      </div>
    </form>
  )
}

import { type FormEvent, useState } from 'react'
import { useText } from '#components/frame/language-provider.tsx'
import { Button } from '#components/ui/button.tsx'
import type { FeedFilter } from '#lib/feed/feed-filter.ts'
import type { Watch } from '#lib/watches/watch.ts'
import { ActorField } from './actor-field.tsx'
import { CheckField } from './check-field.tsx'
import { ChoiceField } from './choice-field.tsx'
import { DateField } from './date-field.tsx'
import { categoryChoices, peopleChoices, stageChoices } from './filter-choices.ts'
import type { FilterNames } from './filter-names.ts'
import { dayOfEdge, edgeOfDay } from './local-day.ts'

type FilterFormProps = {
  readonly filter: FeedFilter
  readonly names: FilterNames
  readonly watches: readonly Watch[]
  readonly onApply: (filter: FeedFilter) => void
}

/** The filter as a form: nothing happens before "Find". */
export function FilterForm({ filter, names, watches, onApply }: FilterFormProps) {
  const t = useText()
  const [draft, setDraft] = useState(filter)
  const people = peopleChoices(t, names)
  const unlistedPerson = (id: string) => t('name.person', { id })
  const unlisted = () => t('name.unknown')

  function set<Key extends keyof FeedFilter>(key: Key, value: FeedFilter[Key] | undefined): void {
    setDraft(({ [key]: _, ...rest }) => (value === undefined ? rest : { ...rest, [key]: value }) as FeedFilter)
  }

  function setId(key: 'createdBy' | 'assignedTo' | 'categoryId', value: string | undefined): void {
    set(key, value === undefined ? undefined : Number(value))
  }

  function submit(event: FormEvent): void {
    event.preventDefault()
    onApply(draft)
  }

  const { createdBy, assignedTo, stageId, categoryId, actor, from, to } = draft
  return (
    <form onSubmit={submit} className="grid min-w-0 content-start gap-4 p-4 sm:p-5">
      <div className="grid gap-x-4 gap-y-3 sm:grid-cols-2">
        <ChoiceField
          label={t('filter.createdBy')}
          choices={people}
          value={createdBy?.toString()}
          unlisted={unlistedPerson}
          onChange={(value) => setId('createdBy', value)}
        />
        <ChoiceField
          label={t('filter.assignedTo')}
          choices={people}
          value={assignedTo?.toString()}
          unlisted={unlistedPerson}
          onChange={(value) => setId('assignedTo', value)}
        />
        <ChoiceField
          label={t('filter.stage')}
          choices={stageChoices(names, watches, filter.entityTypeId)}
          value={stageId}
          unlisted={unlisted}
          onChange={(value) => set('stageId', value)}
        />
        <ChoiceField
          label={t('filter.category')}
          choices={categoryChoices(names, watches, filter.entityTypeId)}
          value={categoryId?.toString()}
          unlisted={unlisted}
          onChange={(value) => setId('categoryId', value)}
        />
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
      <div className="flex gap-2">
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

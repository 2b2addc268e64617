import { useMemo } from 'react'
import { ActorField } from '#components/filter/actor-field.tsx'
import { ChoiceField } from '#components/filter/choice-field.tsx'
import { categoryChoices, peopleChoices, stageChoices } from '#components/filter/filter-choices.ts'
import { useFilterNames } from '#components/filter/use-filter-names.ts'
import { usePeopleSearch } from '#components/filter/use-people-search.ts'
import { useText } from '#components/frame/language-provider.tsx'
import type { FeedItem } from '#lib/feed/feed-item.ts'
import type { NotifyRule } from '#lib/notify/notify-rule.ts'
import { meFirst, setCondition, stagesOf } from './rule-choices.ts'
import type { Reach } from './silence.ts'

export type RuleFieldsProps = {
  readonly rule: NotifyRule
  readonly items: readonly FeedItem[]
  readonly reach: Reach
  readonly onChange: (rule: NotifyRule) => void
}

function toAmount(text: string): number | null {
  const value = Number(text)
  return text === '' || !Number.isFinite(value) || value < 0 ? null : value
}

/** What a rule asks for, a field each. */
export function RuleFields({ rule, items, reach, onChange }: RuleFieldsProps) {
  const t = useText()
  const unlisted = () => t('name.unknown')
  const { watches, viewerId } = reach
  const { createdById, assignedToId } = rule
  const named = useMemo(
    () => ({
      ...(createdById !== null && { createdBy: createdById }),
      ...(assignedToId !== undefined && { assignedTo: assignedToId }),
    }),
    [createdById, assignedToId],
  )
  const names = useFilterNames({ items, filter: named, isWhole: true })
  const searchPeople = usePeopleSearch()
  const only = rule.entityTypeId ?? undefined
  const people = meFirst(t('notify.me'), peopleChoices(t, names), viewerId)
  const person = (id: string) => t('name.person', { id })
  const types = watches.map((watch) => ({ value: String(watch.entityTypeId), label: watch.title }))

  function setType(value: string | undefined): void {
    // A pipeline is one of its type, a stage one of its pipeline.
    const type = value === undefined ? null : Number(value)
    onChange({ ...setCondition(rule, 'categoryId', undefined), entityTypeId: type, stageId: null })
  }

  function setCategory(value: string | undefined): void {
    onChange({ ...setCondition(rule, 'categoryId', value === undefined ? undefined : Number(value)), stageId: null })
  }

  return (
    <>
      <div className="grid gap-3 sm:grid-cols-2">
        <ChoiceField
          label={t('notify.rule.type')}
          choices={types}
          value={rule.entityTypeId?.toString()}
          unlisted={unlisted}
          onChange={setType}
        />
        <ChoiceField
          label={t('filter.category')}
          choices={categoryChoices(names, watches, only)}
          value={rule.categoryId?.toString()}
          unlisted={unlisted}
          onChange={setCategory}
        />
        <ChoiceField
          label={t('filter.stage')}
          choices={stagesOf(stageChoices(names, watches, only), rule.categoryId)}
          value={rule.stageId ?? undefined}
          unlisted={unlisted}
          onChange={(value) => onChange({ ...rule, stageId: value ?? null })}
        />
        <ChoiceField
          label={t('filter.assignedTo')}
          choices={people}
          value={rule.assignedToId?.toString()}
          unlisted={person}
          onSearch={searchPeople}
          onChange={(id) => onChange(setCondition(rule, 'assignedToId', id === undefined ? undefined : Number(id)))}
        />
        <ChoiceField
          label={t('filter.createdBy')}
          choices={people}
          value={rule.createdById?.toString()}
          unlisted={person}
          onSearch={searchPeople}
          onChange={(value) => onChange({ ...rule, createdById: value === undefined ? null : Number(value) })}
        />
        <ActorField
          value={rule.actor}
          onChange={(actor) => onChange(setCondition(rule, 'actor', actor === 'unknown' ? undefined : actor))}
        />
        <label className="grid min-w-0 grid-cols-1 gap-1 text-sm text-muted">
          {t('notify.rule.amount')}
          <input
            type="number"
            min="0"
            step="any"
            inputMode="decimal"
            value={rule.minAmount ?? ''}
            placeholder={t('filter.any')}
            onChange={(event) => onChange({ ...rule, minAmount: toAmount(event.target.value) })}
            className="control"
          />
        </label>
      </div>
      <label className="grid min-w-0 grid-cols-1 gap-1 text-sm text-muted">
        {t('notify.rule.words')}
        <input
          type="text"
          // Of nothing "auto" makes left to right, and so of the words that stand there instead.
          dir={rule.words === '' ? undefined : 'auto'}
          maxLength={200}
          data-testid="rule-words"
          value={rule.words}
          placeholder={t('filter.any')}
          onChange={(event) => onChange({ ...rule, words: event.target.value })}
          className="control"
        />
      </label>
    </>
  )
}

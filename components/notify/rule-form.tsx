import { ActorField } from '#components/filter/actor-field.tsx'
import { ChoiceField } from '#components/filter/choice-field.tsx'
import { categoryChoices, peopleChoices, stageChoices } from '#components/filter/filter-choices.ts'
import type { FilterNames } from '#components/filter/filter-names.ts'
import { useText } from '#components/frame/language-provider.tsx'
import { CloseIcon } from '#components/ui/icons.tsx'
import type { NotifyRule } from '#lib/notify/notify-rule.ts'
import { meFirst, setCondition, stagesOf } from './rule-choices.ts'
import { RuleSilent } from './rule-silent.tsx'
import type { Reach } from './silence.ts'

type RuleFormProps = {
  readonly rule: NotifyRule
  readonly number: number
  readonly names: FilterNames
  readonly reach: Reach
  readonly isBellOn: boolean
  readonly onChange: (rule: NotifyRule) => void
  readonly onRemove: () => void
}

function toAmount(text: string): number | null {
  const value = Number(text)
  return text === '' || !Number.isFinite(value) || value < 0 ? null : value
}

/** One rule: all that is filled in has to hold. */
export function RuleForm({ rule, number, names, reach, isBellOn, onChange, onRemove }: RuleFormProps) {
  const t = useText()
  const title = t('notify.rule', { number })
  const unlisted = () => t('name.unknown')
  const { watches, viewerId } = reach
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
    <fieldset data-testid="notify-rule" className="grid gap-3 rounded-md border border-divider p-3">
      <legend className="sr-only">{title}</legend>
      <div className="flex items-center justify-between">
        <span aria-hidden="true" className="font-medium text-strong">
          {title}
        </span>
        <button
          type="button"
          aria-label={t('notify.rule.remove', { number })}
          title={t('notify.rule.remove', { number })}
          onClick={onRemove}
          className="grid size-7 cursor-pointer place-items-center rounded-full text-muted hover:bg-hover"
        >
          <CloseIcon className="size-[18px]" />
        </button>
      </div>
      <RuleSilent rule={rule} reach={reach} isBellOn={isBellOn} />
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
          onChange={(id) => onChange(setCondition(rule, 'assignedToId', id === undefined ? undefined : Number(id)))}
        />
        <ChoiceField
          label={t('filter.createdBy')}
          choices={people}
          value={rule.createdById?.toString()}
          unlisted={person}
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
    </fieldset>
  )
}

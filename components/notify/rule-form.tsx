import { useText } from '#components/frame/language-provider.tsx'
import { CloseIcon } from '#components/ui/icons.tsx'
import { RuleFields, type RuleFieldsProps } from './rule-fields.tsx'
import { RuleSilent } from './rule-silent.tsx'

type RuleFormProps = RuleFieldsProps & {
  readonly number: number
  readonly isBellOn: boolean
  readonly onRemove: () => void
}

/** One rule: all that is filled in has to hold. */
export function RuleForm({ rule, number, items, reach, isBellOn, onChange, onRemove }: RuleFormProps) {
  const t = useText()
  const title = t('notify.rule', { number })
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
      <RuleFields rule={rule} items={items} reach={reach} onChange={onChange} />
    </fieldset>
  )
}

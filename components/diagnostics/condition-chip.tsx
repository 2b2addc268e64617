import { useText } from '#components/frame/language-provider.tsx'
import type { PortalCondition } from '#lib/insight/explain-item.ts'

const looks: Record<PortalCondition, string> = {
  ok: 'bg-success-soft text-success',
  waiting: 'bg-warning-soft text-warning',
  silent: 'bg-alert-soft text-alert',
  refused: 'bg-alert-soft text-alert',
  unfinished: 'bg-warning-soft text-warning',
  reauth: 'bg-alert-soft text-alert',
  payment: 'bg-alert-soft text-alert',
}

/** The state of the app on this portal, in a word. */
export function ConditionChip({ condition }: { readonly condition: PortalCondition }) {
  const t = useText()
  return (
    <span
      data-testid="condition"
      data-condition={condition}
      className={`inline-flex h-[25px] shrink-0 items-center rounded-full px-3 text-xs font-semibold ${looks[condition]}`}
    >
      {t(`diagnostics.condition.${condition}`)}
    </span>
  )
}

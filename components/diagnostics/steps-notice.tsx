import { useText } from '#components/frame/language-provider.tsx'
import { CheckIcon } from '#components/ui/icons.tsx'
import type { Step } from '#lib/insight/diagnostics.ts'

/** What an admin can do about it, the most urgent first; one calm sentence when there is nothing to do. */
export function StepsNotice({ steps }: { readonly steps: readonly Step[] }) {
  const t = useText()
  if (steps.length === 0) {
    return (
      <p className="flex items-center gap-2 rounded-md bg-success-soft px-4 py-2.5 text-success" data-testid="all-well">
        <CheckIcon className="size-5 shrink-0" />
        {t('diagnostics.allWell')}
      </p>
    )
  }
  return (
    <ul className="grid gap-1 rounded-md bg-warning-soft px-4 py-2.5 text-warning" data-testid="steps">
      {steps.map((step) => (
        <li key={step} data-step={step}>
          {t(`diagnostics.step.${step}`)}
        </li>
      ))}
    </ul>
  )
}

import { useText } from '#components/frame/language-provider.tsx'
import { LockIcon } from '#components/ui/state-icons.tsx'

/** Says of a row that everybody sees that its card does not open to this viewer. */
export function ClosedMark() {
  const t = useText()
  return (
    <span
      title={t('feed.closed.hint')}
      data-testid="row-closed"
      className="relative inline-flex h-5 shrink-0 items-center gap-1 rounded-full bg-grey-soft px-2 text-xs text-body"
    >
      <LockIcon className="size-3.5" />
      {t('feed.closed')}
    </span>
  )
}

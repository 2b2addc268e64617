import { useText } from '#components/frame/language-provider.tsx'

/** Stands above what is older than the decision to follow its type. */
export function HistoryHeading() {
  const t = useText()
  return (
    <h2
      data-testid="history-heading"
      className="border-b border-divider bg-card px-4 py-2.5 text-sm font-semibold text-body sm:px-[22px]"
    >
      {t('feed.history')}
    </h2>
  )
}

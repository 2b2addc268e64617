import { useLocale, useText } from '#components/frame/language-provider.tsx'
import type { FeedItem } from '#lib/feed/feed-item.ts'
import { amountText } from './amount-text.ts'
import { StageChip } from './stage-chip.tsx'

/** What stands beside a title: the amount, that the item was recovered, the stage. */
export function ItemMarks({ item }: { readonly item: FeedItem }) {
  const t = useText()
  const locale = useLocale()
  return (
    <span className="col-span-2 col-start-2 mt-1 flex flex-wrap items-center gap-1.5 empty:hidden md:col-span-1 md:col-start-3 md:row-start-1 md:mt-0 md:justify-end">
      {item.amount === null || Number(item.amount.value) === 0 ? null : (
        <bdi data-testid="row-amount" className="me-1 whitespace-nowrap text-sm font-medium text-strong tabular-nums">
          {amountText(locale, item.amount)}
        </bdi>
      )}
      {item.source === 'catch-up' && !item.isHistory ? (
        <span
          title={t('feed.recovered.hint')}
          className="relative inline-block h-5 rounded-full bg-warning-soft px-2 text-xs/5 font-semibold text-warning"
        >
          {t('feed.recovered')}
        </span>
      ) : null}
      {item.stage?.name ? <StageChip stage={item.stage} /> : null}
    </span>
  )
}

import { useLocale } from '#components/frame/language-provider.tsx'
import { type FeedItem, shownAmount } from '#lib/feed/feed-item.ts'
import { amountText } from './amount-text.ts'
import { StageChip } from './stage-chip.tsx'

/** The amount and the stage of an item: columns where there is room, else a line below the title, which leaves room for the buttons. */
export function ItemMarks({ item }: { readonly item: FeedItem }) {
  const locale = useLocale()
  const amount = shownAmount(item)
  return (
    <span className="col-span-2 col-start-2 mt-1 flex flex-wrap items-center gap-1.5 pe-16 empty:hidden md:contents pointer-coarse:pe-8">
      {amount === null ? null : (
        <bdi
          data-testid="row-amount"
          className="me-1 truncate text-sm font-medium text-strong tabular-nums md:col-start-3 md:row-start-1 md:me-0 md:text-end"
        >
          {amountText(locale, amount)}
        </bdi>
      )}
      {item.stage?.name ? (
        <span className="flex min-w-0 md:col-start-4 md:row-start-1">
          <StageChip stage={item.stage} />
        </span>
      ) : null}
    </span>
  )
}

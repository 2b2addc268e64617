import { useText } from '#components/frame/language-provider.tsx'
import type { ReceiptFact } from '#lib/insight/explain-item.ts'
import { Moment } from './moment.tsx'
import { outcomeText } from './outcome-text.ts'

type ReceiptTimelineProps = { readonly receipts: readonly ReceiptFact[]; readonly checkedAt: string }

/** What Bitrix24 announced about one item, newest first, and what became of each announcement. */
export function ReceiptTimeline({ receipts, checkedAt }: ReceiptTimelineProps) {
  const t = useText()
  if (receipts.length === 0) return <p className="text-muted">{t('diagnostics.timeline.none')}</p>
  return (
    <ol data-testid="timeline" aria-label={t('diagnostics.timeline')} className="grid">
      {receipts.map((receipt, index) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: a report is replaced whole, and the same event may come twice at once
          key={index}
          data-outcome={receipt.outcome}
          className="relative flex flex-wrap justify-between gap-x-4 border-s-2 border-divider py-1.5 ps-4 before:absolute before:-start-[5px] before:top-3.5 before:size-2 before:rounded-full before:bg-primary"
        >
          <span className="text-strong">
            {t(`diagnostics.event.${receipt.event}`)}
            <span className="text-muted"> · {outcomeText(t, receipt.outcome)}</span>
            {receipt.reason === null ? null : <bdi className="ms-2 font-mono text-xs text-muted">{receipt.reason}</bdi>}
          </span>
          <span className="text-sm text-muted">
            <Moment at={receipt.receivedAt} checkedAt={checkedAt} />
          </span>
        </li>
      ))}
    </ol>
  )
}

import type { ReactNode } from 'react'
import { useText } from '#components/frame/language-provider.tsx'
import { Button } from '#components/ui/button.tsx'
import type { ItemReport } from '#lib/insight/diagnostics.ts'
import { Moment } from './moment.tsx'
import { ReceiptTimeline } from './receipt-timeline.tsx'

type ItemExplanationProps = {
  readonly item: ItemReport
  readonly checkedAt: string
  readonly typeTitle: string | null
  readonly isBusy: boolean
  readonly onReplay: () => void
  /** What else is answered, below the answer itself. */
  readonly children: ReactNode
}

/** The answer in one sentence, what else is to say, and what Bitrix24 announced about the item. */
export function ItemExplanation({ item, checkedAt, typeTitle, isBusy, onReplay, children }: ItemExplanationProps) {
  const t = useText()
  const { verdict, receipts } = item
  const look = verdict.inFeed ? 'border-success bg-success-soft' : 'border-late bg-warning-soft'
  const mayReplay = receipts.some(({ outcome, deferredUntil, settledAt }) => {
    return outcome === 'parked' || (settledAt === null && deferredUntil !== null)
  })
  return (
    <div className="mt-4 grid gap-3">
      <div
        role="status"
        data-testid="verdict"
        data-code={verdict.code}
        data-in-feed={verdict.inFeed}
        className={`rounded-md border-s-4 px-4 py-3 text-strong ${look}`}
      >
        <p className="font-medium">
          {t('diagnostics.item.subject', { id: String(item.itemId), type: typeTitle ?? String(item.entityTypeId) })}{' '}
          {t(`diagnostics.verdict.${verdict.code}`)}
        </p>
        {verdict.notes.map((note) => (
          <p key={note} data-note={note} className="mt-1 text-body">
            {t(`diagnostics.note.${note}`)}
          </p>
        ))}
        {verdict.looksAgainAt === null ? null : (
          <p className="mt-1 text-body">
            {t('diagnostics.looksAgain')} <Moment at={verdict.looksAgainAt} checkedAt={checkedAt} />
          </p>
        )}
        {mayReplay ? (
          <Button kind="outline" className="mt-2" data-testid="replay-item" disabled={isBusy} onClick={onReplay}>
            {t('diagnostics.replay')}
          </Button>
        ) : null}
      </div>
      {children}
      <ReceiptTimeline receipts={receipts} checkedAt={checkedAt} />
    </div>
  )
}

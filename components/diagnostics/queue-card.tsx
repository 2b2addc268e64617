import { useText } from '#components/frame/language-provider.tsx'
import { Button } from '#components/ui/button.tsx'
import type { Diagnostics } from '#lib/insight/diagnostics.ts'
import { Card, Fact } from './card.tsx'
import { Moment } from './moment.tsx'
import { outcomeText } from './outcome-text.ts'

type QueueCardProps = {
  readonly report: Diagnostics
  readonly isBusy: boolean
  readonly onReplay: () => void
}

/** What waits to be confirmed, and what became of the announcements of the last day. */
export function QueueCard({ report, isBusy, onReplay }: QueueCardProps) {
  const t = useText()
  const { queue, checkedAt } = report
  const { unsettled, deferred, parked } = queue
  return (
    <Card
      title={t('diagnostics.queue')}
      aside={
        <Button kind="outline" data-testid="replay" disabled={isBusy || deferred + parked === 0} onClick={onReplay}>
          {t('diagnostics.replay')}
        </Button>
      }
    >
      <dl>
        <Fact name={t('diagnostics.unsettled')}>{unsettled}</Fact>
        {queue.oldestWaitingAt === null ? null : (
          <Fact name={t('diagnostics.oldest')}>
            <Moment at={queue.oldestWaitingAt} checkedAt={checkedAt} />
          </Fact>
        )}
        <Fact name={t('diagnostics.deferred')}>{deferred}</Fact>
        <Fact name={t('diagnostics.parked')}>{parked}</Fact>
      </dl>
      <h3 className="mt-4 mb-1 font-medium text-strong">{t('diagnostics.receipts')}</h3>
      {queue.receipts.length === 0 ? <p className="text-muted">{t('diagnostics.none')}</p> : null}
      <dl data-testid="receipts">
        {queue.receipts.map(({ outcome, count }) => (
          <Fact key={outcome} name={outcomeText(t, outcome)}>
            {count}
          </Fact>
        ))}
      </dl>
    </Card>
  )
}

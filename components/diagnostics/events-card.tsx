import { useText } from '#components/frame/language-provider.tsx'
import { Button } from '#components/ui/button.tsx'
import type { Diagnostics } from '#lib/insight/diagnostics.ts'
import { Card, Fact } from './card.tsx'
import { Moment } from './moment.tsx'

type EventsCardProps = {
  readonly report: Diagnostics
  readonly isBusy: boolean
  readonly onBind: () => void
}

/** What Bitrix24 tells the app, and when it last did. */
export function EventsCard({ report, isBusy, onBind }: EventsCardProps) {
  const t = useText()
  const { bindings, queue, checkedAt } = report
  const { unproved } = report.installation
  const tooMany = queue.refused - unproved.count
  const wanted = bindings === null ? 0 : bindings.bound.length + bindings.missing.length
  const isWhole = bindings !== null && bindings.missing.length + bindings.stale === 0
  return (
    <Card
      title={t('diagnostics.events')}
      aside={
        <Button kind={isWhole ? 'outline' : 'filled'} data-testid="bind-events" disabled={isBusy} onClick={onBind}>
          {t('diagnostics.bind')}
        </Button>
      }
    >
      <dl>
        <Fact name={t('diagnostics.bound')}>
          <span data-testid="bound-events">
            {bindings === null
              ? t('diagnostics.notAnswered')
              : t('diagnostics.bound.count', { bound: bindings.bound.length, wanted })}
          </span>
        </Fact>
        {bindings?.missing.length ? (
          <Fact name={t('diagnostics.missing')}>
            <bdi dir="ltr" className="text-alert">
              {bindings.missing.join(', ')}
            </bdi>
          </Fact>
        ) : null}
        {bindings?.absent.length ? (
          <Fact name={t('diagnostics.absent')}>
            <bdi dir="ltr" data-testid="absent-events">
              {bindings.absent.join(', ')}
            </bdi>
          </Fact>
        ) : null}
        {bindings?.stale ? <Fact name={t('diagnostics.stale')}>{bindings.stale}</Fact> : null}
        <Fact name={t('diagnostics.lastEvent')}>
          <Moment at={queue.lastEventAt} checkedAt={checkedAt} />
        </Fact>
        <Fact name={t('diagnostics.lastSweep')}>
          <Moment at={queue.lastSweptAt} checkedAt={checkedAt} />
        </Fact>
        <Fact name={t('diagnostics.provedAt')}>
          <Moment at={queue.provedAt} checkedAt={checkedAt} />
        </Fact>
        {unproved.count === 0 ? null : (
          <Fact name={t('diagnostics.unproved')}>
            <span data-testid="unproved-events">{unproved.count}</span>
          </Fact>
        )}
        {tooMany === 0 ? null : <Fact name={t('diagnostics.refused')}>{tooMany}</Fact>}
        <Fact name={t('diagnostics.watches')}>{queue.watches}</Fact>
      </dl>
    </Card>
  )
}

import { useText } from '#components/frame/language-provider.tsx'
import type { Diagnostics } from '#lib/insight/diagnostics.ts'
import { Card, Fact } from './card.tsx'
import { Moment } from './moment.tsx'

/** What the portal answered to the app in the last hour. Codes are Bitrix24's own: support asks for them. */
export function CallsCard({ report }: { readonly report: Diagnostics }) {
  const t = useText()
  const { restCalls: calls, unnamed } = report.queue
  return (
    <Card title={t('diagnostics.calls')}>
      {calls.length === 0 ? <p className="text-muted">{t('diagnostics.none')}</p> : null}
      <dl>
        {calls.map(({ outcome, count }) => (
          <Fact key={outcome} name={outcome === 'ok' ? t('diagnostics.calls.ok') : outcome}>
            {count}
          </Fact>
        ))}
      </dl>
      {unnamed.length === 0 ? null : <h3 className="mt-4 mb-1 font-medium text-strong">{t('diagnostics.unnamed')}</h3>}
      <dl data-testid="unnamed">
        {unnamed.map(({ code, method, sinceAt }) => (
          <Fact key={`${method} ${code}`} name={<bdi>{`${code} (${method})`}</bdi>}>
            <Moment at={sinceAt} checkedAt={report.checkedAt} />
          </Fact>
        ))}
      </dl>
    </Card>
  )
}

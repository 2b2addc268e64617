import { useText } from '#components/frame/language-provider.tsx'
import type { Tally } from '#lib/insight/diagnostics.ts'
import { Card, Fact } from './card.tsx'

/** What the portal answered to the app in the last hour. Codes are Bitrix24's own: support asks for them. */
export function CallsCard({ calls }: { readonly calls: Tally }) {
  const t = useText()
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
    </Card>
  )
}

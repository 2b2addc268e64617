import { personName } from '#components/feed/rows/person-name.ts'
import { useText } from '#components/frame/language-provider.tsx'
import type { Diagnostics } from '#lib/insight/diagnostics.ts'
import { Card, Fact } from './card.tsx'
import { ConditionChip } from './condition-chip.tsx'
import { Moment } from './moment.tsx'

/** The app's life on this portal: its state, whose access it uses, how long data is kept, and an announced uninstall. */
export function InstallationCard({ report }: { readonly report: Diagnostics }) {
  const t = useText()
  const { installation, checkedAt, retention } = report
  const { tokenOwner, announcedUninstall, isFinished } = installation
  const owner =
    tokenOwner === null ? t('diagnostics.none') : personName(t, { ...tokenOwner, name: tokenOwner.name ?? '' })
  return (
    <Card title={t('diagnostics.installation')} aside={<ConditionChip condition={installation.condition} />}>
      <dl>
        <Fact name={t('diagnostics.finished')}>
          {t(isFinished === null ? 'diagnostics.notAnswered' : isFinished ? 'diagnostics.yes' : 'diagnostics.no')}
        </Fact>
        <Fact name={t('diagnostics.installedAt')}>
          <Moment at={installation.installedAt} checkedAt={checkedAt} />
        </Fact>
        <Fact name={t('diagnostics.owner')}>
          <bdi>{owner}</bdi>
          {tokenOwner?.isYou ? ` ${t('diagnostics.you')}` : null}
        </Fact>
        <Fact name={t('diagnostics.accessUntil')}>
          <Moment at={installation.accessExpiresAt} checkedAt={checkedAt} />
        </Fact>
        <Fact name={t('diagnostics.scope')}>
          <bdi dir="ltr">{installation.scope.join(', ')}</bdi>
        </Fact>
        <Fact name={t('diagnostics.retention.feed')}>{t('diagnostics.days', { count: retention.feedDays })}</Fact>
        <Fact name={t('diagnostics.retention.receipts')}>
          {t('diagnostics.days', { count: retention.receiptDays })}
        </Fact>
        <Fact name={t('diagnostics.version')}>
          <bdi dir="ltr">{report.version}</bdi>
        </Fact>
        <Fact name={t('diagnostics.uninstall')}>
          {announcedUninstall === null
            ? t('diagnostics.uninstall.none')
            : t(announcedUninstall.deletesData ? 'diagnostics.uninstall.clean' : 'diagnostics.uninstall.keep')}
        </Fact>
        {announcedUninstall === null ? null : (
          <Fact name={t('diagnostics.uninstall.next')}>
            <Moment at={announcedUninstall.nextProbeAt} checkedAt={checkedAt} />
          </Fact>
        )}
      </dl>
    </Card>
  )
}

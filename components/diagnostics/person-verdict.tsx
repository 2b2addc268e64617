import { useText } from '#components/frame/language-provider.tsx'
import type { ItemReport } from '#lib/insight/diagnostics.ts'
import type { PersonCode } from '#lib/insight/explain-person.ts'
import { Moment } from './moment.tsx'

type PersonVerdictProps = {
  readonly verdict: NonNullable<ItemReport['person']>
  readonly name: string
  readonly checkedAt: string
}

const sees: ReadonlySet<PersonCode> = new Set(['open', 'admin', 'shown'])
/** What an admin can change with the CRM's permissions. */
const isByRights: ReadonlySet<PersonCode> = new Set(['hidden', 'type_denied'])

/** Whether one person sees the item, why, and as of when that is known. */
export function PersonVerdict({ verdict, name, checkedAt }: PersonVerdictProps) {
  const t = useText()
  const { code, answeredAt } = verdict
  const look = sees.has(code) ? 'border-success bg-success-soft' : 'border-late bg-warning-soft'
  return (
    <div
      role="status"
      data-testid="person-verdict"
      data-code={code}
      className={`rounded-md border-s-4 px-4 py-3 text-strong ${look}`}
    >
      <p className="font-medium">{t(`diagnostics.person.${code}`, { name })}</p>
      {isByRights.has(code) ? <p className="mt-1 text-body">{t('diagnostics.person.grant')}</p> : null}
      {answeredAt === null ? null : (
        <p className="mt-1 text-body">
          {t('diagnostics.person.asOf')} <Moment at={answeredAt} checkedAt={checkedAt} />
        </p>
      )}
    </div>
  )
}

import { useLocale, useText } from '#components/frame/language-provider.tsx'
import type { PortalStanding } from '#lib/installations/standing.ts'
import { timeOfDay } from '#lib/language/relative-time.ts'

/** What keeps the portal from delivering at the moment, who can mend it, and since when it is so. */
export function PortalNotice({ standing }: { readonly standing: PortalStanding | null }) {
  const t = useText()
  const locale = useLocale()
  if (standing === null || standing.portal === 'ok') return null
  const { portal, closing, brokenAt } = standing
  // A portal that was closed before anybody noted why.
  const reason =
    portal === 'payment' ? (`portal.closed.${closing ?? 'subscription'}` as const) : (`portal.${portal}` as const)
  const since = brokenAt ? t('portal.brokenSince', { time: timeOfDay(locale, new Date(brokenAt), new Date()) }) : ''
  return (
    <p role="status" data-testid="portal-notice" className="rounded-md bg-warning-soft px-4 py-2.5 text-warning">
      {t(reason)} {since}
    </p>
  )
}

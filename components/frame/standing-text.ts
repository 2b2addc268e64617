import { timeOfDay } from '#lib/language/relative-time.ts'
import type { MessageKey } from '#lib/language/translate.ts'
import type { PortalStanding } from '#lib/portals/standing.ts'

type Translate = (key: MessageKey, values?: Readonly<Record<string, string>>) => string

/** What keeps the portal from delivering, who can mend it, and since when it is so; null where nothing does. */
export function standingText(t: Translate, locale: string, standing: PortalStanding | null): string | null {
  if (standing === null || standing.portal === 'ok') return null
  const { portal, closing, brokenAt } = standing
  // A portal that was closed before anybody noted why.
  const reason =
    portal === 'payment' ? (`portal.closed.${closing ?? 'subscription'}` as const) : (`portal.${portal}` as const)
  if (!brokenAt) return t(reason)
  return `${t(reason)} ${t('portal.brokenSince', { time: timeOfDay(locale, new Date(brokenAt), new Date()) })}`
}

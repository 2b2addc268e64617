import type { PortalStanding } from '#lib/portals/standing.ts'
import { useLocale, useText } from './language-provider.tsx'
import { RetryButton } from './retry-button.tsx'
import { standingText } from './standing-text.ts'
import { StateCard } from './state-card.tsx'

/** In place of a screen that has to ask the portal, while the app cannot. */
export function PausedPage({ standing }: { readonly standing: PortalStanding }) {
  const t = useText()
  const text = standingText(t, useLocale(), standing) ?? undefined
  return <StateCard code="unavailable" t={t} title={t('badge.paused')} text={text} action={<RetryButton />} />
}

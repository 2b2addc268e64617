import { useLocale, useText } from '#components/frame/language-provider.tsx'
import { standingText } from '#components/frame/standing-text.ts'
import type { PortalStanding } from '#lib/portals/standing.ts'

/** What keeps the portal from delivering at the moment, in words. */
export function PortalNotice({ standing }: { readonly standing: PortalStanding | null }) {
  const text = standingText(useText(), useLocale(), standing)
  if (text === null) return null
  return (
    <p role="status" data-testid="portal-notice" className="rounded-md bg-warning-soft px-4 py-2.5 text-warning">
      {text}
    </p>
  )
}

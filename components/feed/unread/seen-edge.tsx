import { useText } from '#components/frame/language-provider.tsx'

/** The line below what came since the viewer left, also what comes now: it speaks of what stands beneath it. */
export function SeenEdge() {
  const t = useText()
  return (
    <p
      data-testid="seen-edge"
      className="flex items-center gap-3 bg-card px-4 py-1.5 text-xs font-semibold text-link sm:px-[22px] before:h-px before:flex-1 before:bg-primary after:h-px after:flex-1 after:bg-primary"
    >
      {t('feed.seenBefore')}
    </p>
  )
}

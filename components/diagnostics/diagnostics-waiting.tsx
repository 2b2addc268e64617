import { useText } from '#components/frame/language-provider.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { DiagnosticsFrame } from './diagnostics-frame.tsx'

/** The page before the portal has answered. */
export function DiagnosticsWaiting() {
  const t = useText()
  return (
    <DiagnosticsFrame>
      <div aria-busy="true" className="grid gap-3 sm:gap-4 md:grid-cols-2">
        <span className="sr-only" role="status">
          {t('diagnostics.loading')}
        </span>
        <Skeleton className="h-32 md:col-span-2" />
        <Skeleton className="h-56" />
        <Skeleton className="h-56" />
      </div>
    </DiagnosticsFrame>
  )
}

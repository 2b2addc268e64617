import { useText } from '#components/frame/language-provider.tsx'
import type { Watch } from '#lib/watches/watch.ts'

/** The watched types that cannot be followed at present, a sentence each. */
export function PausedNotice({ watches }: { readonly watches: readonly Watch[] }) {
  const t = useText()
  return watches.map(({ entityTypeId, title, paused }) =>
    paused === null ? null : (
      <p
        key={entityTypeId}
        role="status"
        data-testid="paused-notice"
        data-entity-type-id={entityTypeId}
        className="rounded-md bg-warning-soft px-4 py-2.5 text-warning"
      >
        {t(`feed.paused.${paused}`, { title })}
      </p>
    ),
  )
}

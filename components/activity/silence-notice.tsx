import { useEffect, useState } from 'react'
import { durationText } from '#components/feed/rows/duration-text.ts'
import { useNow } from '#components/feed/rows/use-now.ts'
import { useFrame } from '#components/frame/frame-provider.tsx'
import { type Translate, useText } from '#components/frame/language-provider.tsx'
import { readEvery } from '#components/ui/read-every.ts'
import type { Silence } from '#lib/insight/silence.ts'
import type { Watch } from '#lib/watches/watch.ts'

const REFRESH_MS = 5 * 60_000

/** "12 an hour", or "one in 3 hours" of what comes more seldom. */
function rhythmText(t: Translate, usualPerHour: number): string {
  if (usualPerHour >= 1) return t('silence.perHour', { count: Math.round(usualPerHour) })
  return t('silence.perHours', { count: Math.round(1 / usualPerHour) })
}

type SilenceNoticeProps = { readonly watches: readonly Watch[] }

/** Which types have gone quiet against their own habit. */
export function SilenceNotice({ watches }: SilenceNoticeProps) {
  const t = useText()
  const now = useNow()
  const { api } = useFrame()
  const [silences, setSilences] = useState<readonly Silence[]>([])

  useEffect(
    () =>
      // What could not be read is said again when it can be; nothing else depends on it.
      readEvery(REFRESH_MS, {
        read: (signal) => api.read('GET /api/insight', { signal }),
        onValue: (insight) => setSilences(insight.silences),
      }),
    [api],
  )

  const lines = silences.flatMap(({ entityTypeId, usualPerHour, silentSince }) => {
    const title = watches.find((watch) => watch.entityTypeId === entityTypeId)?.title
    if (title === undefined || usualPerHour <= 0) return []
    const duration = durationText(t, (now - Date.parse(silentSince)) / 1000)
    return [{ entityTypeId, text: t('silence.text', { title, rhythm: rhythmText(t, usualPerHour), duration }) }]
  })
  // There before its lines, so that they are announced when they come; not again with each minute that they count on.
  return (
    <div role="status" aria-atomic="false" aria-relevant="additions" className="contents">
      {lines.length === 0 ? null : (
        <ul data-testid="silence-notice" className="rounded-md bg-warning-soft px-4 py-2.5 text-warning">
          {lines.map(({ entityTypeId, text }) => (
            <li key={entityTypeId}>{text}</li>
          ))}
        </ul>
      )}
    </div>
  )
}

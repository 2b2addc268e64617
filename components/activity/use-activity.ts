import { useEffect, useEffectEvent, useState } from 'react'
import { type ApiProblem, toProblem } from '#components/frame/api-problem.ts'
import { useFrame } from '#components/frame/frame-provider.tsx'
import { readEvery } from '#components/ui/read-every.ts'
import type { FeedFilter } from '#lib/feed/feed-filter.ts'
import type { Activity } from '#lib/insight/activity.ts'
import { type ActivityMode, activityQuery } from './activity-range.ts'

const REFRESH_MS = 30_000

type Told = { readonly activity: Activity | null; readonly problem: ApiProblem | null }

/** How much was created when; read again every half a minute while it is looked at. The old figures stay until there are new. */
export function useActivity(mode: ActivityMode, filter: FeedFilter): Told {
  const { api } = useFrame()
  const [told, setTold] = useState<Told>({ activity: null, problem: null })
  const query = useEffectEvent(() => activityQuery(mode, filter, new Date()))
  // The time that the feed is narrowed to changes no chart.
  const wanted = JSON.stringify({ ...filter, from: null, to: null })

  // biome-ignore lint/correctness/useExhaustiveDependencies: another stretch or filter is another reading
  useEffect(() => {
    const read = (signal: AbortSignal) =>
      document.visibilityState === 'hidden' ? null : api.read('GET /api/activity', { query: query(), signal })
    return readEvery(REFRESH_MS, {
      read,
      onValue: (activity) => setTold({ activity, problem: null }),
      onFailure: (error) => setTold(({ activity }) => ({ activity, problem: toProblem(error) })),
    })
  }, [api, mode, wanted])

  return told
}

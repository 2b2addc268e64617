import { useEffect, useState } from 'react'
import { ApiProblem } from '#components/frame/api-problem.ts'
import { useFrame } from '#components/frame/frame-provider.tsx'
import type { FeedFilter } from '#lib/feed/feed-filter.ts'
import type { Activity } from '#lib/insight/activity.ts'
import { type ActivityMode, activityQuery } from './activity-range.ts'

const REFRESH_MS = 30_000

type Told = { readonly activity: Activity | null; readonly problem: ApiProblem | null }

/** How much was created when; read again every half a minute while it is looked at. The old figures stay until there are new. */
export function useActivity(mode: ActivityMode, { entityTypeId }: FeedFilter): Told {
  const { api } = useFrame()
  const [told, setTold] = useState<Told>({ activity: null, problem: null })

  useEffect(() => {
    const abort = new AbortController()
    const filter = entityTypeId === undefined ? {} : { entityTypeId }
    const read = () => {
      if (document.visibilityState === 'hidden') return
      api.read('GET /api/activity', { query: activityQuery(mode, filter, new Date()), signal: abort.signal }).then(
        (activity) => setTold({ activity, problem: null }),
        (error: unknown) => {
          if (abort.signal.aborted) return
          const problem = error instanceof ApiProblem ? error : new ApiProblem(0, 'unknown')
          setTold(({ activity }) => ({ activity, problem }))
        },
      )
    }
    read()
    const timer = setInterval(read, REFRESH_MS)
    return () => {
      abort.abort()
      clearInterval(timer)
    }
  }, [api, mode, entityTypeId])

  return told
}

import { useCallback, useEffect, useState } from 'react'
import { ApiProblem } from '#components/frame/api-problem.ts'
import { useFrame } from '#components/frame/frame-provider.tsx'
import type { SavedView } from '#lib/preferences/preferences.ts'

type Views = {
  /** Null until they are known, and where the server keeps none. */
  readonly views: readonly SavedView[] | null
  readonly problem: ApiProblem | null
  /** The whole list as it shall be; put back as it was when the server declines. */
  readonly save: (views: readonly SavedView[]) => void
}

/** The viewer's named filters. */
export function useViews(): Views {
  const { api } = useFrame()
  const [views, setViews] = useState<readonly SavedView[] | null>(null)
  const [problem, setProblem] = useState<ApiProblem | null>(null)

  useEffect(() => {
    const abort = new AbortController()
    api.read('GET /api/preferences', { signal: abort.signal }).then(
      (preferences) => setViews(preferences.views),
      () => undefined,
    )
    return () => abort.abort()
  }, [api])

  const save = useCallback(
    (wanted: readonly SavedView[]) => {
      setViews(wanted)
      setProblem(null)
      api.send('PUT /api/preferences', { body: { views: wanted } }).catch((error: unknown) => {
        setViews(views)
        setProblem(error instanceof ApiProblem ? error : new ApiProblem(0, 'unknown'))
      })
    },
    [api, views],
  )

  return { views, problem, save }
}

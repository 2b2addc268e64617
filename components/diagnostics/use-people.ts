import { useEffect, useState } from 'react'
import { useFrame } from '#components/frame/frame-provider.tsx'
import type { Named } from '#lib/feed/feed-item.ts'

/** So long somebody has stopped typing before the portal is asked. */
const PAUSE_MS = 300

/** The portal's people whose name has a text in it; null while that is being asked. */
export function usePeople(text: string): readonly Named[] | null {
  const { api } = useFrame()
  const [found, setFound] = useState<{ readonly text: string; readonly people: readonly Named[] }>({
    ...{ text: '', people: [] },
  })
  const wanted = text.trim()

  useEffect(() => {
    if (wanted === '') return
    let isCurrent = true
    const ask = () =>
      api
        .read('GET /api/people', { query: { q: wanted } })
        .catch(() => ({ people: [] }))
        .then(({ people }) => isCurrent && setFound({ text: wanted, people }))
    const timer = setTimeout(ask, PAUSE_MS)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [api, wanted])

  if (wanted === '') return []
  return found.text === wanted ? found.people : null
}

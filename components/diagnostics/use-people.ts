import { useEffect, useState } from 'react'
import { useFrame } from '#components/frame/frame-provider.tsx'
import { keepTrying } from '#components/ui/keep-trying.ts'
import type { Named } from '#lib/feed/feed-item.ts'

/** So long somebody has stopped typing before the portal is asked. */
const PAUSE_MS = 300

/** The portal's people whose name has a text in it; null until the portal has answered. */
export function usePeople(text: string): readonly Named[] | null {
  const { api } = useFrame()
  const [found, setFound] = useState<{ readonly text: string; readonly people: readonly Named[] }>({
    text: '',
    people: [],
  })
  const wanted = text.trim()

  useEffect(() => {
    if (wanted === '') return
    let end = () => {}
    const ask = () => {
      const read = () => api.read('GET /api/people', { query: { q: wanted } })
      end = keepTrying(read, ({ people }) => setFound({ text: wanted, people }))
    }
    const timer = setTimeout(ask, PAUSE_MS)
    return () => {
      clearTimeout(timer)
      end()
    }
  }, [api, wanted])

  if (wanted === '') return []
  return found.text === wanted ? found.people : null
}

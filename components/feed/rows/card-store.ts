import { useEffect, useSyncExternalStore } from 'react'
import type { Api } from '#components/frame/api-call.ts'
import { useFrame } from '#components/frame/frame-provider.tsx'

/** Rows that come together are asked about together, and those that merely scroll by are not. */
const GATHER_MS = 300
const MAX_ASKED = 100

/** By an item's key: whether its card does not open to this viewer. */
const known = new Map<string, boolean>()
const wanted = new Set<string>()
const listeners = new Set<() => void>()
let isGathering = false

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

async function ask(api: Api): Promise<void> {
  isGathering = false
  const asked = [...wanted].slice(0, MAX_ASKED)
  for (const key of asked) wanted.delete(key)
  if (asked.length === 0) return
  if (wanted.size > 0) gather(api)
  const { closed, isPartial } = await api.read('GET /api/cards', { query: { items: asked.join(',') } })
  const isClosed = new Set(closed)
  // Of what was not answered nothing is known: it is asked when it is drawn again.
  for (const key of asked) if (!isPartial || isClosed.has(key)) known.set(key, isClosed.has(key))
  for (const listener of listeners) listener()
}

function gather(api: Api): void {
  if (isGathering) return
  isGathering = true
  // What could not be asked opens, or the portal says that it does not.
  setTimeout(() => ask(api).catch(() => undefined), GATHER_MS)
}

/**
 * Whether the CRM does not open this item to the viewer, though the feed shows it: false until that is known. Asked only where
 * it `mayBe`.
 */
export function useClosedCard(key: string, mayBe: boolean): boolean {
  const { api } = useFrame()
  useEffect(() => {
    if (!mayBe || known.has(key)) return
    wanted.add(key)
    gather(api)
    return () => {
      wanted.delete(key)
    }
  }, [api, key, mayBe])
  return useSyncExternalStore(
    subscribe,
    () => mayBe && known.get(key) === true,
    () => false,
  )
}

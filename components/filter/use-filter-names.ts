import { useEffect, useSyncExternalStore } from 'react'
import type { Api } from '#components/frame/api-call.ts'
import { useFrame } from '#components/frame/frame-provider.tsx'
import { keepTrying } from '#components/ui/keep-trying.ts'
import type { FeedFilter } from '#lib/feed/feed-filter.ts'
import type { FeedItem } from '#lib/feed/feed-item.ts'
import { type FilterNames, noNames, withNames, withPipelines } from './filter-names.ts'

const FRESH_MS = 10 * 60_000

/** As long as this page lives: the form and the chips tell the same. */
let names = noNames
const listeners = new Set<() => void>()
const askedAtMs = new Map<number | undefined, number>()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function learn(known: FilterNames): void {
  names = known
  for (const listener of listeners) listener()
}

/** The CRM's own order: it need not be asked again for some minutes. */
async function learnPipelines(api: Api, entityTypeId: number | undefined): Promise<void> {
  const askedAt = askedAtMs.get(entityTypeId)
  if (askedAt !== undefined && performance.now() - askedAt < FRESH_MS) return
  const query = entityTypeId === undefined ? {} : { entityTypeId }
  const { pipelines } = await api.read('GET /api/pipelines', { query })
  askedAtMs.set(entityTypeId, performance.now())
  learn(withPipelines(names, pipelines))
}

type Wanted = {
  readonly items: readonly FeedItem[]
  readonly filter: FeedFilter
  /** Also what has not been on the screen. */
  readonly isWhole: boolean
}

/** What everything that one may filter by is called: of rows that were on the screen and, where that is wanted, of the CRM. */
export function useFilterNames({ items, filter, isWhole }: Wanted): FilterNames {
  const { api } = useFrame()
  const { entityTypeId } = filter

  // biome-ignore lint/correctness/useExhaustiveDependencies: rows that come meanwhile need not be looked through each time
  useEffect(() => learn(withNames(names, items)), [filter, items.length === 0])

  useEffect(() => {
    if (isWhole)
      return keepTrying(
        () => learnPipelines(api, entityTypeId),
        () => undefined,
      )
  }, [api, entityTypeId, isWhole])

  return useSyncExternalStore(
    subscribe,
    () => names,
    () => noNames,
  )
}

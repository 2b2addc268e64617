import { useEffect, useSyncExternalStore } from 'react'
import { useFrame } from '#components/frame/frame-provider.tsx'
import { keepTrying } from '#components/ui/keep-trying.ts'
import type { FeedFilter } from '#lib/feed/feed-filter.ts'
import type { FeedItem } from '#lib/feed/feed-item.ts'
import { type FilterNames, noNames, withNames } from './filter-names.ts'
import { learnPeople } from './learn-people.ts'
import { learnPipelines } from './learn-pipelines.ts'
import { knownNames, learn, subscribe } from './names-store.ts'

const nothing = () => undefined

/** Whom a filter names and nobody has told of yet. */
function strangers({ createdBy, assignedTo }: FeedFilter): string {
  const asked = [createdBy, assignedTo].filter((id) => id !== undefined && id !== 0 && !knownNames().people.has(id))
  return [...new Set(asked)].join(',')
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
  useEffect(() => learn(withNames(knownNames(), items)), [filter, items.length === 0])

  useEffect(() => {
    if (isWhole) return keepTrying(() => learnPipelines(api, entityTypeId), nothing)
  }, [api, entityTypeId, isWhole])

  const unknown = strangers(filter)
  useEffect(() => {
    if (unknown !== '') return keepTrying(() => learnPeople(api, { ids: unknown }), nothing)
  }, [api, unknown])

  return useSyncExternalStore(subscribe, knownNames, () => noNames)
}

import { useEffect, useRef, useSyncExternalStore } from 'react'
import type { Api } from '#components/frame/api-call.ts'
import { useFrame } from '#components/frame/frame-provider.tsx'
import { keepTrying } from '#components/ui/keep-trying.ts'
import type { FeedFilter } from '#lib/feed/feed-filter.ts'
import type { FeedItem } from '#lib/feed/feed-item.ts'
import type { Query } from '#lib/http/contract.ts'
import { type FilterNames, noNames, withNames, withPeople, withPipelines } from './filter-names.ts'

const FRESH_MS = 10 * 60_000
const TYPING_MS = 300
const nothing = () => undefined

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

/** Once for each question: whoever is not told of is not asked about again. */
const askedPeople = new Set<string>()

async function learnPeople(api: Api, query: Query<'GET /api/people'>): Promise<void> {
  const question = JSON.stringify(query)
  if (askedPeople.has(question)) return
  askedPeople.add(question)
  try {
    const { people } = await api.read('GET /api/people', { query })
    learn(withPeople(names, people))
  } catch (error) {
    askedPeople.delete(question)
    throw error
  }
}

/** Looks people up in the portal by what is typed, in pauses of typing; what is not answered is asked again with the next letter. */
export function usePeopleSearch(): (words: string) => void {
  const { api } = useFrame()
  const typing = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    // Those whom a list would begin with.
    learnPeople(api, {}).catch(nothing)
    return () => clearTimeout(typing.current)
  }, [api])
  return (words) => {
    clearTimeout(typing.current)
    typing.current = setTimeout(() => learnPeople(api, { q: words }).catch(nothing), TYPING_MS)
  }
}

/** Whom a filter names and nobody has told of yet. */
function strangers({ createdBy, assignedTo }: FeedFilter): string {
  const asked = [createdBy, assignedTo].filter((id) => id !== undefined && id !== 0 && !names.people.has(id))
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
  useEffect(() => learn(withNames(names, items)), [filter, items.length === 0])

  useEffect(() => {
    if (isWhole) return keepTrying(() => learnPipelines(api, entityTypeId), nothing)
  }, [api, entityTypeId, isWhole])

  const unknown = strangers(filter)
  useEffect(() => {
    if (unknown !== '') return keepTrying(() => learnPeople(api, { ids: unknown }), nothing)
  }, [api, unknown])

  return useSyncExternalStore(
    subscribe,
    () => names,
    () => noNames,
  )
}

import { type FeedFilter, instantOf } from './feed-filter.ts'

const numbers = ['entityTypeId', 'createdBy', 'assignedTo', 'categoryId'] as const
const keys = [...numbers, 'q', 'stageId', 'actor', 'source', 'from', 'to', 'unread'] as const

/** The filter as the query of an address, in an order of its own. */
export function filterToParams(filter: FeedFilter): URLSearchParams {
  const pairs = keys.flatMap((key) => (filter[key] === undefined ? [] : [[key, String(filter[key])]]))
  return new URLSearchParams(pairs)
}

/** The filter of an address that somebody may have typed: what is not understood is left out. The server refuses it instead. */
export function filterFromParams(params: URLSearchParams): FeedFilter {
  const text = (key: string) => params.get(key) || undefined
  const id = (key: string) => (/^[1-9]\d{0,15}$/.test(params.get(key) ?? '') ? Number(params.get(key)) : undefined)
  const oneOf = <T extends string>(key: string, ...values: T[]) => values.find((value) => value === params.get(key))
  const edge = (key: 'from' | 'to') => (instantOf(params.get(key) ?? '', key) === null ? undefined : text(key))
  const unread = oneOf('unread', 'true', '1', 'false', '0')
  const read = {
    ...Object.fromEntries(numbers.map((key) => [key, id(key)])),
    q: text('q')?.slice(0, 200),
    stageId: text('stageId'),
    actor: oneOf('actor', 'person', 'automation', 'unknown'),
    source: oneOf('source', 'event', 'catch-up'),
    from: edge('from'),
    to: edge('to'),
    unread: unread === undefined ? undefined : unread === 'true' || unread === '1',
  }
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined))
}

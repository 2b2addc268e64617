import { type FeedFilter, instantOf } from './feed-filter.ts'
import { valueConditions, valueKeys } from './value-conditions.ts'

const keys = [...valueKeys, 'q', 'from', 'to', 'unread', 'day'] as const
const maxWords = 200

/** The filter as the query of an address, in an order of its own. */
export function filterToParams(filter: FeedFilter): URLSearchParams {
  const pairs = keys.flatMap((key) => (filter[key] === undefined ? [] : [[key, String(filter[key])]]))
  return new URLSearchParams(pairs)
}

/** The filter of an address that somebody may have typed: what is not understood is left out. The server refuses it instead. */
export function filterFromParams(params: URLSearchParams): FeedFilter {
  const text = (key: string) => params.get(key) || undefined
  const oneOf = <T extends string>(key: string, values: readonly T[]) => values.find((value) => value === text(key))
  const edge = (key: 'from' | 'to') => (instantOf(params.get(key) ?? '', key) === null ? undefined : text(key))
  const unread = oneOf('unread', ['true', '1', 'false', '0'])
  const readValue = (key: (typeof valueKeys)[number]) => {
    const condition = valueConditions[key]
    if (condition.kind === 'choice') return oneOf<string>(key, condition.values)
    if (condition.kind === 'texts') return text(key)
    const asked = text(key) ?? ''
    const isId = /^[1-9]\d{0,15}$/.test(asked) || (asked === '0' && condition.kind === 'idOrNone')
    return isId ? Number(asked) : undefined
  }
  const read = {
    ...Object.fromEntries(valueKeys.map((key) => [key, readValue(key)])),
    q: text('q')?.slice(0, maxWords),
    from: edge('from'),
    to: edge('to'),
    day: edge('from') === undefined ? undefined : oneOf('day', ['today']),
    unread: unread === undefined ? undefined : unread === 'true' || unread === '1',
  }
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined))
}

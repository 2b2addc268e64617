import fc from 'fast-check'

/** The two smart processes of a run; the first one is watched from the start. */
export const TYPES = [1220, 147] as const
export type TypeIndex = 0 | 1

/** One thing that happens to the portal, to Bitrix24 or to us. Plain data, so that a failing run prints what happened. */
export type PortalCommand =
  | { do: 'create'; type: TypeIndex; by: 'employee' | 'manager' | 'robot'; count: number }
  | { do: 'update'; nth: number; change: 'title' | 'assignee'; announce: boolean }
  | { do: 'delete'; nth: number; announce: boolean }
  | { do: 'restore'; nth: number }
  | { do: 'events'; drop: number; double: number; delayMs: number; reorder: boolean; stripTokens: boolean }
  | { do: 'rest'; kind: 'query_limit' | 'operation_limit' | 'html' | 'error200' | 'reset' | '500'; times: number }
  | { do: 'expire' }
  | { do: 'watch'; types: TypeIndex[] }
  | { do: 'sweep'; instance: 0 | 1 }
  | { do: 'compare'; instance: 0 | 1 }
  | { do: 'cut'; viewer: 0 | 1 }
  | { do: 'kill'; instance: 0 | 1 }
  | { do: 'outage'; mode: 'refuse' | 'hang'; ms: number }
  | { do: 'wait'; ms: number }

/** `settle`: everything comes to rest and is judged, and the portal lives on. */
export type Command = PortalCommand | { do: 'settle' }

const type = fc.constantFrom<TypeIndex>(0, 0, 1)
const instance = fc.constantFrom<0 | 1>(0, 1)
const nth = fc.nat(30)
const say = <Name extends PortalCommand['do']>(name: Name) => fc.constant(name)

const create = fc.record({
  do: say('create'),
  type,
  by: fc.constantFrom('employee', 'manager', 'robot'),
  count: fc.integer({ min: 1, max: 3 }),
})
const update = fc.record({
  do: say('update'),
  nth,
  change: fc.constantFrom('title', 'assignee'),
  announce: fc.boolean(),
})
const remove = fc.record({ do: say('delete'), nth, announce: fc.boolean() })
const restore = fc.record({ do: say('restore'), nth })
const events = fc.record({
  do: say('events'),
  drop: fc.constantFrom(0, 0.5, 1),
  double: fc.constantFrom(0, 1, 3),
  delayMs: fc.constantFrom(0, 20),
  reorder: fc.boolean(),
  stripTokens: fc.boolean(),
})
const rest = fc.record({
  do: say('rest'),
  kind: fc.constantFrom('query_limit', 'operation_limit', 'html', 'error200', 'reset', '500'),
  times: fc.integer({ min: 1, max: 2 }),
})
const watch = fc.record({ do: say('watch'), types: fc.constantFrom<TypeIndex[]>([0], [0, 1], [1], []) })
const sweep = fc.record({ do: fc.constantFrom('sweep', 'compare'), instance })
const wait = fc.record({ do: say('wait'), ms: fc.constantFrom(5, 20, 60) })
const kill = fc.record({ do: say('kill'), instance })
const outage = fc.record({
  do: say('outage'),
  mode: fc.constantFrom('refuse', 'hang'),
  ms: fc.constantFrom(20, 100),
})

/** A story: mostly life in the CRM, now and then a fault. Kills and outages are rare: each hits every portal that lives then. */
export const story: fc.Arbitrary<PortalCommand[]> = fc.array(
  fc.oneof(
    { arbitrary: create, weight: 150 },
    { arbitrary: update, weight: 70 },
    { arbitrary: remove, weight: 40 },
    { arbitrary: restore, weight: 20 },
    { arbitrary: events, weight: 60 },
    { arbitrary: rest, weight: 30 },
    { arbitrary: fc.record({ do: say('expire') }), weight: 15 },
    { arbitrary: watch, weight: 25 },
    { arbitrary: sweep, weight: 25 },
    { arbitrary: fc.record({ do: say('cut'), viewer: fc.constantFrom<0 | 1>(0, 1) }), weight: 25 },
    { arbitrary: wait, weight: 40 },
    { arbitrary: kill, weight: 1 },
    { arbitrary: outage, weight: 1 },
  ) as fc.Arbitrary<PortalCommand>,
  { minLength: 3, maxLength: 24 },
)

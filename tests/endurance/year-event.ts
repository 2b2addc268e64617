import type { RestFaultKind } from '../../simulator/faults.ts'

/** Why a portal answers nobody for a while. `unpaid` closes what leaves the portal, `unpaid_rest` its REST as well. */
export const closures = [
  ...(['plan', 'subscription', 'blocked', 'overload', 'maintenance'] as const),
  ...(['unpaid', 'unpaid_rest'] as const),
]
export type Closure = (typeof closures)[number]

const restKinds = [
  ...(['query_limit', 'operation_limit', 'html', 'error200', 'reset', 'reset_after', '500', 'refuse'] as const),
] satisfies RestFaultKind[]
const chainRefusals = ['down', 'invalid_grant', 'payment_required', 'wrong_client', 'user_access_error'] as const

/** Answers that say less than they should, or otherwise. */
const partial = [
  ...(['leftOut', 'noCounts', 'oddRows', 'brokenPages', 'mappedLists', 'unsupportedCategories'] as const),
  ...(['refusedTypes', 'deniedTypes', 'busyBindings', 'absentEvents', 'poison', 'garbled', 'latency'] as const),
]
export type PartialAnswer = (typeof partial)[number]

/** One thing that happens to a portal. Plain data: the history of a failing portal is read, and played again. */
export type YearEvent =
  | { do: 'create'; nth: number; by: 'employee' | 'manager' | 'robot'; count: number; announce: boolean }
  | { do: 'update'; nth: number; change: 'title' | 'assignee'; announce: boolean }
  | { do: 'delete'; nth: number; announce: boolean }
  | { do: 'restore'; nth: number }
  | { do: 'addType' }
  | { do: 'renameType'; nth: number }
  | { do: 'removeType'; nth: number }
  | { do: 'remakeType'; nth: number }
  | { do: 'watch'; share: number; history: 'none' | 'last500' }
  | { do: 'events'; drop: number; double: number; delayMs: number; reorder: boolean; stripTokens: boolean }
  | { do: 'rest'; kind: (typeof restKinds)[number]; times: number }
  | { do: 'refuseChain'; kind: (typeof chainRefusals)[number]; times: number }
  | { do: 'partial'; what: PartialAnswer; nth: number }
  | { do: 'clearFaults' }
  | { do: 'expire' }
  | { do: 'revoke' }
  | { do: 'loseRefresh' }
  | { do: 'demote' }
  | { do: 'rename' }
  | { do: 'renewApplicationToken' }
  | { do: 'newVersion' }
  | { do: 'loseBindings'; all: boolean }
  | { do: 'open'; by: 'admin' | 'manager' | 'employee' | 'outsider' }
  | { do: 'pass' }
  | { do: 'close'; why: Closure; for: number; during: 'rest' | 'walk' }

export type EventKind = YearEvent['do']

/** Draws what happens next from a seeded chance. */
export class Chance {
  readonly #random: () => number

  constructor(random: () => number) {
    this.#random = random
  }

  below(limit: number): number {
    return Math.floor(this.#random() * limit)
  }

  is(share: number): boolean {
    return this.#random() < share
  }

  from<T>(values: readonly [T, ...T[]] | readonly T[]): T {
    return values[this.below(values.length)] as T
  }

  weighted<T>(rows: readonly (readonly [weight: number, value: T])[]): T {
    let left = this.#random() * rows.reduce((sum, [weight]) => sum + weight, 0)
    for (const [weight, value] of rows) {
      left -= weight
      if (left < 0) return value
    }
    return (rows.at(-1) as readonly [number, T])[1]
  }
}

/** People go on working while a portal is closed to apps; what only an app does is not drawn then. */
const whileOpen: readonly (readonly [number, EventKind])[] = [
  ...([
    [30, 'create'],
    [12, 'update'],
    [8, 'delete'],
    [3, 'restore'],
  ] as const),
  ...([
    [2, 'addType'],
    [3, 'renameType'],
    [1, 'removeType'],
    [2, 'remakeType'],
    [4, 'watch'],
  ] as const),
  ...([
    [6, 'events'],
    [6, 'rest'],
    [2, 'refuseChain'],
    [10, 'partial'],
    [8, 'clearFaults'],
  ] as const),
  ...([
    [6, 'expire'],
    [1, 'revoke'],
    [1, 'loseRefresh'],
    [2, 'demote'],
    [3, 'rename'],
  ] as const),
  ...([
    [3, 'renewApplicationToken'],
    [1, 'newVersion'],
    [4, 'loseBindings'],
    [10, 'open'],
    [14, 'pass'],
  ] as const),
  ...([[9, 'close']] as const),
]
const whileClosed: readonly (readonly [number, EventKind])[] = [
  ...([
    [20, 'create'],
    [8, 'update'],
    [6, 'delete'],
    [2, 'restore'],
    [2, 'removeType'],
    [5, 'remakeType'],
  ] as const),
  ...([
    [5, 'expire'],
    [4, 'revoke'],
    [4, 'demote'],
    [5, 'rename'],
    [4, 'renewApplicationToken'],
  ] as const),
  ...([
    [8, 'loseBindings'],
    [6, 'open'],
    [35, 'pass'],
    [8, 'close'],
    [2, 'clearFaults'],
  ] as const),
]

export function drawEvent(chance: Chance, { isClosed }: { isClosed: boolean }): YearEvent {
  return detail(chance, chance.weighted(isClosed ? whileClosed : whileOpen))
}

function detail(chance: Chance, kind: EventKind): YearEvent {
  const nth = chance.below(30)
  const announce = chance.is(0.7)
  switch (kind) {
    case 'create':
      return { do: kind, nth, by: chance.from(['employee', 'manager', 'robot']), count: 1 + chance.below(3), announce }
    case 'update':
      return { do: kind, nth, change: chance.from(['title', 'assignee']), announce }
    case 'delete':
      return { do: kind, nth, announce }
    case 'restore':
    case 'renameType':
    case 'removeType':
    case 'remakeType':
      return { do: kind, nth }
    case 'watch':
      return { do: kind, share: chance.from([0.5, 1]), history: chance.from(['none', 'none', 'last500']) }
    case 'events': {
      const double = chance.from([0, 1, 3])
      const lost = { drop: chance.from([0, 0.5, 1]), delayMs: chance.from([0, 200]) }
      return { do: kind, double, ...lost, reorder: chance.is(0.5), stripTokens: chance.is(0.5) }
    }
    case 'rest':
      return { do: kind, kind: chance.from(restKinds), times: 1 + chance.below(4) }
    case 'refuseChain':
      return { do: kind, kind: chance.from(chainRefusals), times: 1 + chance.below(2) }
    case 'partial':
      return { do: kind, what: chance.from(partial), nth }
    case 'loseBindings':
      return { do: kind, all: chance.is(0.5) }
    case 'open':
      return { do: kind, by: chance.from(['admin', 'manager', 'employee', 'outsider']) }
    case 'close':
      return { do: kind, why: chance.from(closures), for: 3 + chance.below(9), during: chance.from(['rest', 'walk']) }
    default:
      return { do: kind }
  }
}

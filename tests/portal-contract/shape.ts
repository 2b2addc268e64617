import type { Answer } from './answer.ts'
import { codeOf, fieldsOf, isRefused } from './answer.ts'

type Kind = 'text' | 'number' | 'boolean' | 'null' | 'list' | 'map' | 'empty'

/** Which kinds of value stand at one place of an answer, over all rows of a list: what can be compared of two portals. */
export type Shape = {
  readonly kinds: ReadonlySet<Kind>
  readonly keys: ReadonlyMap<string, Shape>
  readonly rows: Shape | null
}

const none: Shape = { kinds: new Set(), keys: new Map(), rows: null }

/** Names that a portal's own fields and relations have: they stand for one another. */
const ownNames: readonly (readonly [RegExp, string])[] = [
  [/^ufCrm.*/, 'ufCrm…'],
  [/^UF_.*/, 'UF_…'],
  [/^parentId\d+$/, 'parentId…'],
  [/^\d+$/, '…'],
]

/** PHP writes an empty map as an empty list, so that an empty one is neither. */
function shapeOf(value: unknown): Shape {
  if (value === null) return ofKind('null')
  if (Array.isArray(value)) {
    if (value.length === 0) return ofKind('empty')
    return { ...ofKind('list'), rows: value.map(shapeOf).reduce(merge, none) }
  }
  if (typeof value === 'object') return shapeOfMap(value)
  return ofKind(typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'boolean' : 'text')
}

const ofKind = (kind: Kind): Shape => ({ ...none, kinds: new Set([kind]) })

function shapeOfMap(map: object): Shape {
  const keys = new Map<string, Shape>()
  for (const [name, value] of Object.entries(map)) {
    const key = ownNames.find(([pattern]) => pattern.test(name))?.[1] ?? name
    keys.set(key, merge(keys.get(key) ?? none, shapeOf(value)))
  }
  return { ...ofKind(keys.size === 0 ? 'empty' : 'map'), keys }
}

function merge(left: Shape, right: Shape): Shape {
  const keys = new Map(left.keys)
  for (const [key, shape] of right.keys) keys.set(key, merge(keys.get(key) ?? none, shape))
  const rows = left.rows && right.rows ? merge(left.rows, right.rows) : (left.rows ?? right.rows)
  return { kinds: new Set([...left.kinds, ...right.kinds]), keys, rows }
}

/** One place where two answers are not alike. */
export type Difference = { readonly at: string; readonly portal: string; readonly simulator: string }

/** What of an answer depends on what a portal has in it, or is left out by older ones. */
const alwaysOptional = ['next', 'operating', 'operating_reset_at']

/**
 * Where the answers of a portal and of the simulator differ: in HTTP status, code, keys, kinds of values. What is null or empty on
 * either side says nothing.
 * @param mayLack names that depend on the portal, so that either side may lack them.
 */
export function compareAnswers(portal: Answer, simulator: Answer, mayLack: readonly string[] = []): Difference[] {
  const [ofPortal, ofSimulator] = [tell(portal), tell(simulator)]
  if (ofPortal !== ofSimulator) return [{ at: portal.asked, portal: ofPortal, simulator: ofSimulator }]
  const optional = new Set([...alwaysOptional, ...mayLack])
  return compareShapes(shapeOf(untimed(portal)), shapeOf(untimed(simulator)), { at: '', optional }).map(
    (difference) => ({
      ...difference,
      at: `${portal.asked} ${difference.at}`,
    }),
  )
}

/** Without what stands beside every result: one check compares that for all. */
function untimed({ body }: Answer): unknown {
  const { time, ...rest } = fieldsOf(body) ?? {}
  return rest
}

/** Status and code: what has to be alike before anything else is worth comparing. */
function tell(answer: Answer): string {
  if (answer.status === 0) return 'no JSON'
  if (!isRefused(answer)) return `HTTP ${answer.status}`
  return `HTTP ${answer.status}, error ${codeOf(answer) || 'without a code'}`
}

type Place = { readonly at: string; readonly optional: ReadonlySet<string> }

function compareShapes(portal: Shape, simulator: Shape, { at, optional }: Place): Difference[] {
  const [left, right] = [kindsOf(portal), kindsOf(simulator)]
  if (left.length === 0 || right.length === 0) return []
  if (!left.some((kind) => right.includes(kind)))
    return [{ at, portal: left.join(' or '), simulator: right.join(' or ') }]
  const names = new Set([...portal.keys.keys(), ...simulator.keys.keys()])
  const ofKeys = [...names].flatMap((name) => {
    const inside = { at: at === '' ? name : `${at}.${name}`, optional }
    const [one, other] = [portal.keys.get(name), simulator.keys.get(name)]
    if (one && other) return compareShapes(one, other, inside)
    if (optional.has(name) || name.includes('…')) return []
    return [{ at: inside.at, portal: tellKinds(one), simulator: tellKinds(other) }]
  })
  if (!portal.rows || !simulator.rows) return ofKeys
  return [...ofKeys, ...compareShapes(portal.rows, simulator.rows, { at: `${at}[]`, optional })]
}

function kindsOf({ kinds }: Shape): string[] {
  return [...kinds].filter((kind) => kind !== 'null' && kind !== 'empty').sort()
}

function tellKinds(shape: Shape | undefined): string {
  return shape ? [...shape.kinds].sort().join(' or ') : 'absent'
}

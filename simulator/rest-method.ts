import type { JsonMap, JsonValue } from './json-value.ts'
import type { Portal } from './portal.ts'
import type { Token, User } from './portal-state.ts'
import type { World } from './world.ts'

export type MethodCall = {
  world: World
  portal: Portal
  user: User
  token: Token
  params: JsonMap
}

export type MethodAnswer = {
  result: JsonValue
  total?: number
  next?: number
}

export type Method = {
  /** The scope a token needs; '' for everybody. */
  scope: string
  /** What one call costs of the method's operating time, in seconds. */
  seconds: number
  run: (call: MethodCall) => MethodAnswer
}

export type Methods = Record<string, Method>

/** A parameter by name; REST parameter names do not mind case. */
export function param(params: JsonMap, name: string): JsonValue | undefined {
  if (Object.hasOwn(params, name)) return params[name]
  const wanted = name.toLowerCase()
  return Object.entries(params).find(([key]) => key.toLowerCase() === wanted)?.[1]
}

/** Pages a whole list the classic way: 50 rows, `start` is the offset, -1 leaves total and next out. */
export function page<T>(rows: T[], start: number): { rows: T[]; total?: number; next?: number } {
  if (start < 0) return { rows: rows.slice(0, 50) }
  const next = start + 50
  const shown = rows.slice(start, next)
  return next < rows.length ? { rows: shown, total: rows.length, next } : { rows: shown, total: rows.length }
}
